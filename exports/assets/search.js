"use strict";

// The search over all openings: one file is read once, everything else happens here, on every key that is pressed.
// What is asked for stands in the address, so that a search can be kept and passed on.

const A_PAGE = 30;
const WEEK = 7;

const form = document.getElementById("search");
const results = document.getElementById("results");
const latest = document.getElementById("latest");
const list = document.getElementById("found-openings");
const title = document.getElementById("found-title");
const spoken = document.getElementById("found");
const nothing = document.getElementById("nothing");
const more = document.getElementById("more");
const drawing = document.getElementById("opening");
const shownDay = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

let loading = null;
let found = [];
let shown = 0;
let speaking = 0;
let addressing = 0;

/** A text as words that can be compared: lower case, without accents, single spaces around each word. */
function words(text) {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return ` ${plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}

/** The openings of the index as objects, with what is searched in them. */
function read(index) {
  return index.openings.map((values) => {
    const opening = Object.fromEntries(index.columns.map((name, number) => [name, values[number]]));
    opening.states = opening.states.split(" ");
    opening.inTitle = words(opening.title);
    opening.inNames = words(`${opening.employer} ${opening.place}`);
    const named = opening.states.map((code) => index.states[code] ?? "");
    const rest = [opening.summary, opening.role, opening.kind, opening.way, opening.employment, opening.pay, ...named];
    opening.inRest = words(rest.join(" "));
    return opening;
  });
}

/** Every opening, read at the first call. */
function openings() {
  loading ??= fetch(form.dataset.index)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then(read);
  return loading;
}

/** What the form asks for: only the fields that ask for something. */
function asked() {
  const given = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
  return Object.fromEntries(given.filter(([, value]) => value));
}

/** How well an opening fits the words that were typed; 0 where one of them is nowhere in it. */
function score(opening, terms) {
  let sum = 0;
  for (const term of terms) {
    if (opening.inTitle.includes(term)) sum += 9;
    else if (opening.inNames.includes(term)) sum += 3;
    else if (opening.inRest.includes(term)) sum += 1;
    else return 0;
  }
  return sum;
}

/** Whether an opening passes the filters: the same rules as those of feeds (exports/selection.py). */
function passes(opening, wanted, today) {
  return (
    (!wanted.role || opening.role === wanted.role) &&
    (!wanted.state || opening.states.includes(wanted.state)) &&
    (!wanted.kind || opening.kind === wanted.kind) &&
    (!wanted.remote || isRemote(opening, wanted.remote)) &&
    (!wanted.min_pay || (opening.year ?? -1) >= Number(wanted.min_pay)) &&
    !(wanted.nonpartisan && opening.partisan) &&
    (!wanted.closing || (opening.closes >= today.first && opening.closes < today.last))
  );
}

function isRemote(opening, way) {
  return way === "1" ? opening.remote === "remote" || opening.remote === "flexible" : opening.remote === way;
}

/** The days of the week that begins today, as ISO dates. */
function thisWeek() {
  const now = new Date();
  const iso = (days) => new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + days)).toISOString();
  return { first: iso(0).slice(0, 10), last: iso(WEEK).slice(0, 10) };
}

/** The openings that are asked for: those that fit best first, else the latest; those that close soon by their day. */
function matching(all, wanted) {
  const today = thisWeek();
  const terms = words(wanted.q ?? "").trim().split(" ").filter(Boolean).map((term) => ` ${term}`);
  const fitting = [];
  for (const opening of all) {
    const fits = terms.length ? score(opening, terms) : 1;
    if (fits && passes(opening, wanted, today)) fitting.push([fits, opening]);
  }
  if (wanted.closing) fitting.sort((one, other) => one[1].closes.localeCompare(other[1].closes));
  else if (terms.length) fitting.sort((one, other) => other[0] - one[0]);
  return fitting.map(([, opening]) => opening);
}

function span(text, name) {
  const made = document.createElement("span");
  made.textContent = text;
  made.dir = "auto";
  if (name) made.className = name;
  return made;
}

/** An opening as the same markup that the lists have. */
function draw(opening) {
  const made = drawing.content.cloneNode(true);
  const put = (selector, text) => {
    const place = made.querySelector(selector);
    if (text) place.textContent = text;
    else place.remove();
  };
  const link = made.querySelector("a");
  link.textContent = opening.title;
  link.href = `jobs/${opening.name}.html`;
  const who = made.querySelector(".opening-who");
  if (opening.employer) who.append(span(opening.employer, "opening-employer"), " ");
  for (const text of [opening.place, opening.way, opening.employment]) if (text) who.append(span(text), " ");
  put(".opening-summary", opening.summary);
  put(".pay", opening.pay);
  if (!opening.stated) made.querySelector(".pay").classList.add("unstated");
  if (opening.asked) made.querySelector(".pay").append(" ", span(opening.asked, "note"));
  put(".deadline time", opening.deadline);
  const time = made.querySelector(".deadline time");
  if (!time) made.querySelector(".deadline").remove();
  else if (opening.closes) {
    time.dateTime = opening.closes;
    markDeadline(time);
  }
  put(".event", opening.event);
  put(".since", opening.doubt || `Since ${shownDay.format(new Date(opening.day))}`);
  return made;
}

/** Show the next openings of those that were found. */
function showMore() {
  const next = found.slice(shown, shown + A_PAGE);
  list.append(...next.map(draw));
  shown += next.length;
  more.hidden = shown >= found.length;
}

function say(text) {
  title.textContent = text;
  clearTimeout(speaking);
  speaking = setTimeout(() => (spoken.textContent = text), 400); // not at every key
}

/** Where the search that is asked for can be found again. */
function keepAddress() {
  clearTimeout(addressing);
  const query = new URLSearchParams(asked()).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

/** Where the search that is asked for can be found again, soon; and where it can be subscribed to. */
function address(wanted) {
  const { q, closing, ...lasting } = wanted;
  const choice = new URLSearchParams(lasting).toString();
  const subscribe = document.getElementById("subscribe-to");
  subscribe.hidden = !choice; // words have no feed, filters have
  subscribe.href = `subscribe.html?${choice}`;
  clearTimeout(addressing);
  addressing = setTimeout(keepAddress, 300); // browsers refuse an address at every key
}

/** Look for what the form asks for, and show it; without a question, or without the index, the latest. */
async function search() {
  address(asked());
  let all = null;
  if (Object.keys(asked()).length) all = await openings().catch(() => (loading = null));
  const wanted = asked(); // it may have changed while the index was read
  const asks = Object.keys(wanted).length > 0;
  list.replaceChildren();
  found = all ? matching(all, wanted) : [];
  shown = 0;
  showMore();
  if (asks && !all) say("The search could not be loaded. The lists work without it.");
  else if (asks) say(found.length === 1 ? "1 opening found" : `${found.length.toLocaleString("en-US")} openings found`);
  else if (spoken.textContent) say("All openings");
  nothing.hidden = !all || found.length > 0;
  results.hidden = !asks;
  latest.hidden = asks && Boolean(all);
}

/** Fill the form with what the address asks for. */
function restore() {
  form.reset();
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === field.value;
    else if (field instanceof HTMLElement) field.value = value;
  }
}

function fold(toggle, panel, folded) {
  panel.toggleAttribute("data-folded", folded);
  toggle.setAttribute("aria-expanded", String(!folded));
}

function start() {
  const toggle = form.querySelector(".filters-toggle");
  const panel = document.getElementById("filters");
  restore();
  const { q, ...filters } = asked();
  fold(toggle, panel, Object.keys(filters).length === 0);
  toggle.addEventListener("click", () => fold(toggle, panel, !panel.hasAttribute("data-folded")));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", search);
  form.addEventListener("focusin", () => openings().catch(() => (loading = null)), { once: true });
  results.addEventListener("click", keepAddress, { capture: true }); // at once: the opening that follows takes the page
  more.addEventListener("click", () => {
    const first = shown;
    showMore();
    list.children[first].querySelector("a").focus();
  });
  document.getElementById("clear").addEventListener("click", () => {
    form.reset();
    search();
    form.elements.namedItem("q").focus();
  });
  window.addEventListener("pageshow", (event) => {
    // a browser that comes back to the page has filled the form by itself
    if (event.persisted || Object.keys(asked()).length) search();
  });
}

start();

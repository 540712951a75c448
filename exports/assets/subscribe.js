"use strict";

// Builds the address of the feed that fits. Which feeds are ready is told by the page's own links; where the folder is
// served by `electionjobs serve`, any combination has a feed of its own.

const builder = document.getElementById("builder");
const feedField = document.getElementById("feed-address");
const calendarField = document.getElementById("calendar-address");
const said = document.getElementById("said");
const LIVE = "feed.xml";

let asking = null;

/** A word of the codebook as it stands in an address: election_specialist is election-specialist. */
function slug(word) {
  return word.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).join("-");
}

/** Whether the server makes feeds of any combination. Asked once. */
function live() {
  asking ??= fetch(LIVE, { method: "HEAD" }).then((answer) => answer.ok, () => false);
  return asking;
}

/** What the form asks for: only the fields that ask for something. */
function chosen() {
  const given = [...new FormData(builder)].map(([name, value]) => [name, value.trim()]);
  return Object.fromEntries(given.filter(([, value]) => value));
}

/** The ready feeds that hold what is asked for, the closest first: how many of the choices each heeds, and its path. */
function ready(choice) {
  const paths = [[0, "feeds/all.xml"]];
  if (choice.remote === "1") paths.push([1, "feeds/remote.xml"]);
  if (choice.kind) paths.push([1, `feeds/employer/${slug(choice.kind)}.xml`]);
  if (choice.state) paths.push([1, `feeds/state/${choice.state.toLowerCase()}.xml`]);
  if (choice.role) paths.push([1, `feeds/role/${slug(choice.role)}.xml`]);
  if (choice.role && choice.state) paths.push([2, `feeds/role/${slug(choice.role)}/${choice.state.toLowerCase()}.xml`]);
  return paths.filter(([, path]) => document.querySelector(`#all-feeds a[href="${path}"]`)).sort((a, b) => b[0] - a[0]);
}

function absolute(path) {
  return new URL(path, document.baseURI).href.replace(/[?#].*$/, "");
}

/** Show the addresses that fit the choice. */
async function build() {
  const choice = chosen();
  const wanted = Object.keys(choice).length;
  const [heeded, nearest] = ready(choice)[0];
  const exact = heeded === wanted;
  const query = new URLSearchParams(choice).toString();
  if (exact) {
    feedField.value = absolute(nearest);
    said.textContent = "";
  } else if (await live()) {
    feedField.value = `${absolute(LIVE)}?${query}`;
    said.textContent = "A feed of just this combination.";
  } else {
    feedField.value = absolute(nearest);
    said.textContent = "This combination has no feed of its own here; the nearest one holds more.";
  }
  const shelf = choice.role ? `role/${slug(choice.role)}` : choice.state ? `state/${choice.state.toLowerCase()}` : "all";
  calendarField.value = absolute(`calendar/${shelf}.ics`);
  document.getElementById("calendar-open").href = calendarField.value.replace(/^https?:/, "webcal:");
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = "Copied.";
  } catch {
    said.textContent = "Marked: copy it with your keyboard."; // a page without https may not write to the clipboard
  }
}

function begin() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = builder.elements.namedItem(name);
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === field.value;
    else if (field instanceof HTMLElement) field.value = value;
  }
  builder.addEventListener("submit", (event) => event.preventDefault());
  builder.addEventListener("input", build);
  builder.querySelectorAll("[data-copies]").forEach((button) => button.addEventListener("click", () => copy(button)));
  build();
}

begin();

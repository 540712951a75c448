"use strict";

// The desk is whole without this. It copies, and lets the keyboard go on where it was.

document.documentElement.classList.add("scripted");

const PRESSED = "desk-pressed";

/** After a deed the page comes back: go on at the button that was pressed, or where its entry was. */
function goOn() {
  const { entry, next, deed } = JSON.parse(sessionStorage.getItem(PRESSED) || "{}");
  sessionStorage.removeItem(PRESSED);
  const tools = (id) => id && document.querySelector(`#${CSS.escape(id)} .deeds`);
  const [same, other] = [tools(entry), tools(next)];
  const button = same && (same.querySelector(`[value="${CSS.escape(deed)}"]:enabled`) || same.querySelector(".move:enabled"));
  const target = button || other?.querySelector(".why");
  target?.closest(".entry").scrollIntoView({ block: "nearest" });
  target?.focus({ preventScroll: true });
}

/** Remember where a button was pressed, and let nobody press twice. */
function remember(event) {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  const entry = form.closest(".entry[id]");
  const back = form.elements.namedItem("back");
  if (!entry || !back || event.submitter?.name !== "deed") return;
  const next = entry.nextElementSibling?.id || entry.previousElementSibling?.id;
  sessionStorage.setItem(PRESSED, JSON.stringify({ entry: entry.id, next, deed: event.submitter.value }));
  // Browsers give the focus to what an address points at, whatever a script says.
  back.value = back.value.replace(/#.*/, "");
}

async function copy(kind) {
  const source = document.getElementById("source").value;
  if (kind === "rich") {
    const plain = document.getElementById("pasted").innerText;
    const item = new ClipboardItem({
      "text/html": new Blob([source], { type: "text/html" }),
      "text/plain": new Blob([plain], { type: "text/plain" }),
    });
    await navigator.clipboard.write([item]);
  } else {
    await navigator.clipboard.writeText(source);
  }
}

async function copied(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const said = document.getElementById("copied");
  try {
    await copy(button.dataset.copy);
    said.textContent = "Copied.";
    button.dataset.words = button.dataset.words || button.textContent;
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = button.dataset.words), 2000);
  } catch {
    said.textContent = "The browser did not let it be copied: mark the text and copy it.";
    document.getElementById("source").closest("details")?.setAttribute("open", "");
    document.getElementById("source").select();
  }
}

document.addEventListener("submit", remember);
document.addEventListener("click", copied);
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
goOn();

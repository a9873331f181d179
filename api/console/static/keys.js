// The officer's keys. They rest while somebody types, and while a dialog is open.
import { playField } from "./player.js";

const TYPING = "input:not([type=radio]):not([type=checkbox]):not([type=button]), textarea, select, [contenteditable]";

export function startKeys(player) {
  const help = document.getElementById("help");
  document.getElementById("help-open")?.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submit(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return leave(event);
    if (help?.open || event.target.closest(TYPING)) return;
    const act = KEYS[event.key];
    if (act && act(player, event, help) !== false) event.preventDefault();
  });
  // A focused word is played by Enter; space is always play and pause.
  document.addEventListener("keyup", (event) => {
    if (event.key === " " && event.target.closest(".word")) event.preventDefault();
  });
}

const KEYS = {
  " ": (player, event) => {
    if (!player || event.target.closest("button, a, summary, input, audio")) return false;
    player.toggle();
  },
  ArrowLeft: (player, event) => (player && !event.target.closest("audio, input") ? player.seek(-5) : false),
  ArrowRight: (player, event) => (player && !event.target.closest("audio, input") ? player.seek(5) : false),
  "[": (player) => player?.stepSpeed(-1),
  "]": (player) => player?.stepSpeed(1),
  j: () => step(1),
  k: () => step(-1),
  p: (player) => current() && playField(current(), player),
  a: () => current()?.querySelector(".accept button")?.click(),
  e: () => edit(),
  u: () => openForm("escalate"),
  "?": (player, event, help) => help?.showModal(),
};

function current() {
  return document.activeElement?.closest(".field") ?? document.querySelector(".field.current");
}

function step(by) {
  const fields = [...document.querySelectorAll(".field")];
  if (!fields.length) return stepRows(by);
  const at = fields.indexOf(current());
  const next = fields[at < 0 ? (by > 0 ? 0 : fields.length - 1) : Math.min(Math.max(at + by, 0), fields.length - 1)];
  for (const field of fields) field.classList.toggle("current", field === next);
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** In the queue the same keys walk the rows. */
function stepRows(by) {
  const links = [...document.querySelectorAll("table.queue th a")];
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

function edit() {
  const details = current()?.querySelector("details.edit");
  if (!details) return false;
  details.open = true;
  details.querySelector("select, input:not([type=hidden]), textarea")?.focus();
}

function openForm(id) {
  const details = document.getElementById(id);
  if (!details) return false;
  details.open = true;
  details.querySelector("textarea, input:not([type=hidden])")?.focus();
}

/** Ctrl+Enter: the form in which one types, else the form that closes the message. */
function submit(event) {
  const form = event.target.closest("form") ?? document.getElementById("dispose");
  if (!form) return;
  event.preventDefault();
  if (form.id === "dispose" && !form.querySelector("input[type=radio]:checked")) {
    form.querySelector("input[type=radio]").focus();
    return;
  }
  form.requestSubmit(form.querySelector("button.primary, button:not([type=button])"));
}

/** Escape: out of the form, back to its field. */
function leave(event) {
  const details = event.target.closest("details[open]");
  if (!details) return;
  details.open = false;
  (details.closest(".field") ?? details.querySelector("summary")).focus();
}

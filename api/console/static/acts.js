// Acts without a new page: the form is sent as it stands, the answer is the page as it stands then,
// and only its changed regions are taken over, so that the recording plays on and typing stays.

export function startActs() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-act]")) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    try {
      await send(form, event.submitter);
    } finally {
      delete form.dataset.busy;
    }
  });
  document.addEventListener("input", (event) => {
    event.target.closest("form[data-act]")?.setAttribute("data-typed", "");
  });
}

async function send(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "text/html" } });
  } catch {
    HTMLFormElement.prototype.submit.call(form);
    return;
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (fresh.body.dataset.page !== "message") {
    if (response.ok) window.location.assign(response.url);
    else document.getElementById("flash").replaceChildren(...flashOf(fresh));
    return;
  }
  if (!sameRows(fresh)) {
    const typing = [...document.querySelectorAll("#report form[data-typed]")].some((one) => one !== form);
    if (typing) return window.location.assign(response.url);
    document.getElementById("report").replaceChildren(...fresh.getElementById("report").cloneNode(true).childNodes);
  }
  if (response.ok) form.removeAttribute("data-typed");
  takeOver(fresh, form, response.ok);
}

function flashOf(fresh) {
  const flash = fresh.querySelector("#flash > *, main h1 + p");
  if (flash) flash.classList.add("flash", "error");
  return flash ? [flash] : [];
}

/** Whether the report has the same rows, so that regions can be taken over one by one. */
function sameRows(fresh) {
  const ids = (root) => [...root.querySelectorAll(".field")].map((field) => field.id).join(" ");
  return ids(document) === ids(fresh);
}

/** Replace each region by the fresh one, except where somebody is typing into another form. */
function takeOver(fresh, form, done) {
  const active = document.activeElement;
  const field = form.closest(".field");
  const version = fresh.querySelector("input[name=version]")?.value;
  for (const region of document.querySelectorAll("[data-region]")) {
    const replacement = fresh.getElementById(region.id);
    const typing = region.querySelector("form[data-typed]");
    const failed = !done && region.contains(form);
    if (!replacement || region.isEqualNode(replacement) || failed) continue;
    if (typing && typing !== form) continue;
    const open = [...region.querySelectorAll("details[open][id]")].map((item) => item.id);
    region.replaceChildren(...replacement.childNodes);
    region.className = replacement.className;
    for (const id of open) if (!done) region.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  }
  for (const input of document.querySelectorAll("input[name=version]")) if (version) input.value = version;
  for (const element of document.querySelectorAll(".js-only")) element.hidden = false;
  document.title = fresh.title;
  if (!document.contains(active) || active === document.body) settleFocus(field);
}

function settleFocus(field) {
  const place = field && document.getElementById(field.id);
  (place ?? document.getElementById("main")).focus({ preventScroll: Boolean(place) });
}

// The queue refreshes itself without moving anybody's focus, and rests where nobody is at the desk.

const EVERY_MS = 10_000;
// The session ends by itself when nobody is there; refreshing must not keep it alive for ever.
const REST_AFTER_MS = 15 * 60_000;

export function startQueue() {
  let seen = Date.now();
  for (const kind of ["pointermove", "keydown", "click"]) {
    document.addEventListener(kind, () => (seen = Date.now()), { passive: true });
  }
  document.addEventListener("click", openRow);
  setInterval(() => {
    if (!document.hidden && Date.now() - seen < REST_AFTER_MS) refresh();
  }, EVERY_MS);
}

/** Fetch the same list and take its rows over; whoever had the focus keeps it. */
export async function refresh() {
  let response;
  try {
    response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  } catch {
    return;
  }
  if (response.redirected && new URL(response.url).pathname === "/login") return window.location.reload();
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = document.activeElement?.id;
  for (const id of ["lists", "queue-body"]) {
    const here = document.getElementById(id);
    const there = fresh.getElementById(id);
    if (here && there && !here.isEqualNode(there)) here.replaceChildren(...there.childNodes);
  }
  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

function openRow(event) {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, form") || window.getSelection()?.toString()) return;
  window.location.assign(row.dataset.href);
}

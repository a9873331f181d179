// While a machine still works on the message its standing is fetched again ("Transcribing, 40 %"), and
// when it has finished a line offers the result: the page under an officer's hands never changes by itself.

const EVERY_MS = 4_000;
// Looking again keeps the session alive: it must not do so for ever.
const REST_AFTER_MS = 15 * 60_000;

export function followStanding() {
  const since = Date.now();
  const timer = setInterval(async () => {
    if (Date.now() - since > REST_AFTER_MS) return clearInterval(timer);
    if (!document.hidden && !(await lookAgain())) clearInterval(timer);
  }, EVERY_MS);
}

/** Take the standing over; whether there is anything to look at again later. */
export async function lookAgain() {
  const here = document.getElementById("standing");
  if (!here?.matches("[data-processing]")) return false;
  let response;
  try {
    response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  } catch {
    return true;
  }
  if (!response.ok || response.redirected) return false;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const there = fresh.getElementById("standing");
  if (!there) return false;
  if (there.matches("[data-processing]")) {
    if (here.textContent !== there.textContent) here.textContent = there.textContent;
    return true;
  }
  const line = document.getElementById("finished");
  if (line) line.hidden = false;
  return false;
}

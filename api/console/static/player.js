// The player: play a word or a span of seconds, speed, and the words lit while they are heard.

const WORD_PADDING_S = 0.08;

/** Connect the audio element, the transcript's words and every ▶. Null where there is no audio. */
export function startPlayer() {
  const audio = document.getElementById("audio");
  if (!audio) {
    for (const button of document.querySelectorAll("[data-play]")) button.disabled = true;
    return null;
  }
  document.body.classList.add("can-play");
  const transcript = document.getElementById("transcript");
  const words = transcript ? [...transcript.querySelectorAll(".word")] : [];
  let stopAt = null;

  const player = {
    audio,
    toggle() {
      stopAt = null;
      if (audio.paused) audio.play().catch(() => {});
      else audio.pause();
    },
    seek(seconds) {
      stopAt = null;
      audio.currentTime = Math.max(0, audio.currentTime + seconds);
    },
    playSpan(start, end) {
      audio.currentTime = Math.max(0, start - WORD_PADDING_S);
      stopAt = end + WORD_PADDING_S;
      audio.play().catch(() => {});
    },
    speed(value) {
      audio.playbackRate = value;
      for (const button of document.querySelectorAll("[data-speed]")) {
        button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === value));
      }
    },
    stepSpeed(step) {
      const speeds = [...document.querySelectorAll("[data-speed]")].map((b) => Number(b.dataset.speed));
      const at = speeds.indexOf(audio.playbackRate);
      player.speed(speeds[Math.min(Math.max(at + step, 0), speeds.length - 1)] ?? 1);
    },
    mark(evidence) {
      markWords(words, evidence);
    },
  };

  audio.addEventListener("timeupdate", () => {
    if (stopAt !== null && audio.currentTime >= stopAt) {
      stopAt = null;
      audio.pause();
    }
    lightWords(words, audio);
  });
  document.addEventListener("click", (event) => clicked(event, player));
  if (transcript) walkWords(transcript, words, player);
  return player;
}

function clicked(event, player) {
  const speed = event.target.closest("[data-speed]");
  if (speed) return player.speed(Number(speed.dataset.speed));
  const seek = event.target.closest("[data-seek]");
  if (seek) return player.seek(Number(seek.dataset.seek));
  const word = event.target.closest(".word");
  if (word) return player.playSpan(Number(word.dataset.start), Number(word.dataset.end));
  const play = event.target.closest("[data-play]");
  if (play) {
    const evidence = play.closest("[data-char-start]");
    if (evidence) player.mark([evidence]);
    return player.playSpan(Number(play.dataset.start), Number(play.dataset.end));
  }
  const field = event.target.closest(".field");
  if (field && !event.target.closest("button, a, input, select, textarea, summary, form")) {
    playField(field, player);
  }
}

/** Show all that a field rests on, and play the first of it. */
export function playField(field, player) {
  const evidence = [...field.querySelectorAll(".evidence")];
  const play = evidence[0]?.querySelector("[data-play]");
  if (!evidence.length) return;
  player?.mark(evidence);
  if (play) player?.playSpan(Number(play.dataset.start), Number(play.dataset.end));
}

function markWords(words, evidence) {
  const spans = evidence.map(({ dataset }) => [Number(dataset.charStart), Number(dataset.charEnd)]);
  let first = null;
  for (const word of words) {
    const [from, to] = [Number(word.dataset.charStart), Number(word.dataset.charEnd)];
    const used = spans.some(([start, end]) => from < end && to > start);
    word.classList.toggle("used", used);
    if (used && !first) first = word;
  }
  first?.scrollIntoView({ block: "nearest" });
}

function lightWords(words, audio) {
  const now = audio.currentTime;
  for (const word of words) {
    const heard = now >= Number(word.dataset.start) && now < Number(word.dataset.end);
    word.classList.toggle("now", heard && !(audio.paused && now === 0));
  }
}

// One stop of the tab key for the whole transcript; the arrows walk its words.
function walkWords(transcript, words, player) {
  for (const [index, word] of words.entries()) {
    word.tabIndex = index === 0 ? 0 : -1;
    word.setAttribute("role", "button");
  }
  transcript.addEventListener("keydown", (event) => {
    const at = words.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      player.playSpan(Number(words[at].dataset.start), Number(words[at].dataset.end));
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = words[at + step];
    if (!step || !next) return;
    event.preventDefault();
    words[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

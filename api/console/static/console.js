// The console's scripts. Every act works without them; they add playing by word, keys, acts without
// a new page, and the queue's refreshing.
import { startActs } from "./acts.js";
import { startKeys } from "./keys.js";
import { startPlayer } from "./player.js";
import { startQueue } from "./queue.js";

for (const element of document.querySelectorAll(".js-only")) element.hidden = false;

const page = document.body.dataset.page;
const player = startPlayer();
if (page === "message") startActs(player);
if (page === "queue") startQueue();
startKeys(player);

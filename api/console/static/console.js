// The console's scripts. Every act works without them; they add playing by word, keys, acts without
// a new page, the queue's refreshing, and how far a machine is with a message.
import { startActs } from "./acts.js";
import { startKeys } from "./keys.js";
import { startPlayer } from "./player.js";
import { startQueue } from "./queue.js";
import { followStanding } from "./standing.js";

for (const element of document.querySelectorAll(".js-only")) element.hidden = false;

const page = document.body.dataset.page;
const player = startPlayer();
if (page === "message") startActs(player);
if (page === "message") followStanding();
if (page === "queue") startQueue();
startKeys(player);

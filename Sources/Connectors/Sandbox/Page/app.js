// The page of a botrun sandbox. It shows what /events tells and posts what is done; text is only ever set as text.

const $ = (id) => document.getElementById(id);
const emojis = [["👍", "thumbs up"], ["👎", "thumbs down"], ["❤️", "heart"], ["✅", "check mark"], ["👀", "eyes"]];
const signs = { thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", heart: "❤️", white_check_mark: "✅", wave: "👋", tada: "🎉", eyes: "👀" };

const world = { start: "", community: "", bot: "", channels: [], members: new Map(), messages: new Map() };
const unread = new Map();
let me = sessionStorage.getItem("as") ?? "";
let here = "";
let context = null;
let joining = false;
let waiting = null;

/// An element with properties and children; strings become text.
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const button = (text, label, action) => {
  const made = make("button", { type: "button", onclick: action }, text);
  if (label) made.setAttribute("aria-label", label);
  return made;
};

const isWeb = (url) => /^https?:\/\//.test(url);
const nameOf = (id) => world.members.get(id)?.name ?? "somebody";
const speakers = () => [...world.members.values()].filter((one) => !one.bot && one.standing === "present");
const speaker = () => speakers().find((one) => one.id === me);

/// Who is spoken as from now on; kept while the tab is open.
function speakAs(id) {
  me = id;
  sessionStorage.setItem("as", id);
}
const shown = (emoji) => signs[emoji] ?? emoji;

// Sending

async function post(path, fields) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    });
    const type = response.headers.get("Content-Type") ?? "";
    const answer = type.startsWith("application/json") ? await response.json() : {};
    if (!response.ok) throw new Error(answer.error ?? `The bot answered ${response.status}: its log tells why.`);
    tell("");
    return answer;
  } catch (error) {
    tell(error instanceof TypeError ? "The bot does not answer: is it running?" : error.message);
    return null;
  }
}

function tell(sentence) {
  $("answer").textContent = sentence;
  $("answer").hidden = !sentence;
}

// Text

const tags = { code: "code", block: "pre", bold: "strong", italic: "em", quote: "blockquote" };

function drawText(nodes) {
  return nodes.map((node) => {
    switch (node.kind) {
      case "mention": return make("bdi", { className: "mention" }, node.text);
      case "channel": return button(node.text, "", () => open(node.id));
      case "link":
        return isWeb(node.url)
          ? make("a", { href: node.url, target: "_blank", rel: "noopener noreferrer", title: node.url }, node.text)
          : node.text;
      case "list": return make("ul", {}, ...node.items.map((item) => make("li", {}, ...drawText(item))));
      case "code": case "block": return make(tags[node.kind], {}, node.text);
      case "bold": case "italic": case "quote": return make(tags[node.kind], {}, ...drawText(node.nodes));
      default: return node.text ?? "";
    }
  });
}

const plainOf = (nodes) => make("div", {}, ...drawText(nodes)).textContent;

// Messages

function drawMessage(message) {
  const item = make("li", { className: `message ${message.kind}` });
  item.dataset.id = message.id;
  if (message.by === world.bot) item.classList.add("bot");
  if (message.flag) item.classList.add(message.flag.severity);
  if (context?.message === message.id) item.classList.add("here");
  const body = make("div", { className: "body" });
  if (message.kind === "notice") body.append(...drawText(message.text), " ", drawTime(message));
  else body.append(drawHead(message), drawContent(message), ...drawReactions(message), ...drawTools(message));
  item.append(body);
  const replies = message.thread ? [] : repliesTo(message.id);
  if (replies.length) {
    const list = make("ol", { className: "thread" }, ...replies.map(drawMessage));
    list.setAttribute("aria-label", "Thread");
    item.append(list);
  }
  return item;
}

function drawTime(message) {
  const time = new Date(message.at);
  const short = time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return make("time", { className: "quiet", dateTime: time.toISOString(), title: time.toLocaleString() }, short);
}

function drawHead(message) {
  const head = make("div", { className: "head" }, make("bdi", { className: "by" }, nameOf(message.by)));
  if (message.by === world.bot) head.append(make("span", { className: "badge" }, "bot"));
  if (world.members.get(message.by)?.roles.includes("moderator")) {
    head.append(make("span", { className: "badge" }, "moderator"));
  }
  if (isDirect(message.channel)) head.append(make("span", { className: "badge" }, "private"));
  head.append(drawTime(message));
  if (message.pinned) head.append(make("span", { className: "quiet" }, "📌 pinned"));
  if (message.edited) head.append(make("span", { className: "quiet" }, "edited"));
  if (message.by !== world.bot) {
    const title = `botrun explain ${message.short} tells what the bot made of this`;
    head.append(make("span", { className: "quiet", title }, message.short));
  }
  return head;
}

function drawContent(message) {
  if (message.deleted) return make("p", { className: "gone" }, `Deleted ${message.deleted}`);
  const text = make("div", { className: "text" }, ...drawText(message.text));
  if (message.hidden) {
    const why = make("summary", { className: "gone" }, `Hidden by the bot: ${message.hidden}`);
    return make("details", {}, why, text);
  }
  if (!message.flag) return text;
  const { title, severity, about, link } = message.flag;
  const box = make("div", {}, make("div", { className: "title" }, `⚑ ${title} (${severity})`), text);
  if (about && world.messages.has(about)) box.append(button("Show the message", "", () => show(about)), " ");
  if (link && isWeb(link)) box.append(make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link));
  return box;
}

function drawReactions(message) {
  if (!message.reactions.length) return [];
  return [make("div", { className: "reactions" }, ...message.reactions.map(({ emoji, by }) => {
    const names = by.map(nameOf).join(", ");
    const chip = button(`${shown(emoji)} ${by.length}`, `${shown(emoji)}: ${names}`, () => react(message, emoji));
    chip.title = names;
    chip.setAttribute("aria-pressed", String(by.includes(me)));
    return chip;
  }))];
}

function drawTools(message) {
  if (!speaker() || message.deleted) return [];
  const tools = emojis.map(([emoji, word]) => button(emoji, `React with ${word}`, () => react(message, emoji)));
  if (!isDirect(message.channel)) tools.push(button("Reply", `Reply to ${nameOf(message.by)} in a thread`, () => reply(message)));
  if (message.by === me) {
    tools.push(button("Edit", "Edit your message", () => edit(message)));
    tools.push(button("Delete", "Delete your message", () => post("delete", { as: me, message: message.id })));
  } else if (message.by !== world.bot) {
    tools.push(button("Report", `Report the message of ${nameOf(message.by)}`, () => report(message)));
  }
  return [make("div", { className: "tools" }, ...tools)];
}

const react = (message, emoji) => speaker() && post("react", { as: me, message: message.id, emoji });

function reply(message) {
  setContext({ kind: "thread", message: message.thread ?? message.id }, `Reply in the thread of ${nameOf(message.by)}: ${plainOf(message.text)}`);
}

function edit(message) {
  setContext({ kind: "edit", message: message.id }, "Edit your message");
  $("text").value = message.source;
}

function report(message) {
  setContext({ kind: "report", message: message.id }, `Report to the moderators, and why: ${plainOf(message.text)}`);
}

function setContext(next, sentence = "") {
  if (context?.kind === "edit" && next?.kind !== "edit") $("text").value = "";
  context = next;
  $("context").hidden = !next;
  $("context-text").textContent = sentence;
  drawLog();
  if (next) $("text").focus();
}

function show(id) {
  const message = world.messages.get(id);
  open(message.channel);
  const item = find(id);
  item?.scrollIntoView({ block: "center" });
  item?.classList.add("here");
}

const find = (id) => $("log").querySelector(`[data-id="${CSS.escape(id)}"]`);

// Places

const isDirect = (channel) => channel.startsWith("direct-");

function places() {
  const member = speaker();
  const list = world.channels.map((one) => ({
    id: one.id,
    label: "#" + one.name,
    about: one.private ? "Private: in a real community only moderators would see this." : "",
    isPrivate: one.private,
  }));
  if (member) {
    list.push({
      id: member.direct,
      label: `${nameOf(world.bot)} and ${member.name}`,
      about: `Private: only ${member.name} and the bot see this.`,
      isPrivate: true,
    });
  }
  return list;
}

const repliesTo = (id) => [...world.messages.values()].filter((one) => one.thread === id);

function open(id) {
  if (!places().some((place) => place.id === id)) {
    const owner = [...world.members.values()].find((one) => one.direct === id && one.standing === "present");
    if (!owner) return;
    speakAs(owner.id);
  }
  here = id;
  unread.delete(id);
  setContext(null);
  draw();
  toEnd();
}

function toEnd() { $("log").scrollTop = $("log").scrollHeight; }

function drawPlaces() {
  const list = places();
  if (!list.some((place) => place.id === here)) here = list[0]?.id ?? "";
  $("channels").replaceChildren(...list.map((place) => {
    const count = unread.get(place.id) ?? 0;
    const made = button("", "", () => open(place.id));
    made.append(make("bdi", {}, place.label));
    if (place.isPrivate) made.append(make("span", { className: "badge" }, "private"));
    made.dataset.channel = place.id;
    if (place.id === here) made.setAttribute("aria-current", "page");
    if (count) {
      made.classList.add("unread");
      made.append(make("span", { className: "count" }, String(count), make("span", { className: "unseen" }, " new")));
    }
    return make("li", {}, made);
  }));
  const place = list.find((one) => one.id === here);
  $("where").textContent = place?.label ?? "";
  $("about").textContent = place?.about ?? "";
  $("about").hidden = !place?.about;
  document.body.classList.toggle("private", Boolean(place?.isPrivate));
}

const standings = { waiting: "waits to be let in", left: "left", declined: "not let in", banned: "banned" };

function drawPeople() {
  $("people").replaceChildren(...[...world.members.values()].map((one) => {
    const quiet = one.quietUntil > Date.now() ? "may not write now" : "";
    const state = one.bot ? "the bot" : standings[one.standing] ?? (quiet || one.roles.join(", "));
    const item = make("li", {}, make("bdi", {}, one.name));
    if (state) item.append(" ", make("span", { className: "state" }, state));
    return item;
  }));
}

function drawLog() {
  const log = $("log");
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const top = log.scrollTop;
  const focus = focusIn(log);
  const roots = [...world.messages.values()].filter(
    (one) => one.channel === here && !(one.thread && world.messages.has(one.thread)));
  const opened = new Set([...log.querySelectorAll("details[open]")].map((one) => one.closest(".message").dataset.id));
  log.replaceChildren(...roots.map(drawMessage));
  for (const id of opened) find(id)?.querySelector("details")?.setAttribute("open", "");
  log.scrollTop = isAtEnd ? log.scrollHeight : top;
  focus?.();
  $("empty").hidden = roots.length > 0;
  $("empty").textContent = speakers().length
    ? "Nothing was said here yet."
    : "Nobody is here but the bot. Join below under any name, then say something and see what the bot does.";
}

/// The log is drawn anew at each change: whoever stands on a button with the keyboard stays there.
function focusIn(log) {
  const focused = document.activeElement;
  const item = log.contains(focused) ? focused.closest(".message") : null;
  if (!item) return null;
  const index = [...item.querySelectorAll("button, a, summary")].indexOf(focused);
  return () => find(item.dataset.id)?.querySelectorAll("button, a, summary")[index]?.focus();
}

function drawComposer() {
  const list = speakers();
  if (!speaker() && list.length) speakAs(list[0].id);
  $("as").replaceChildren(...list.map((one) => make("option", { value: one.id }, one.name)));
  $("as").value = me;
  const isJoining = joining || !list.length;
  $("join").hidden = !isJoining;
  $("join-cancel").hidden = !list.length;
  $("say").hidden = isJoining;
  $("text").placeholder = speaker() ? `Message ${$("where").textContent} as ${speaker().name}` : "";
}

function draw() {
  $("community").textContent = world.community;
  document.title = `botrun sandbox — ${world.community}`;
  drawComposer();
  drawPlaces();
  drawComposer();
  drawPeople();
  drawLog();
}

// What the bot's process tells

function takeSnapshot(snapshot) {
  const isNew = world.start && world.start !== snapshot.start;
  Object.assign(world, { ...snapshot, members: new Map(), messages: new Map() });
  for (const one of snapshot.members) world.members.set(one.id, one);
  for (const one of snapshot.messages) world.messages.set(one.id, one);
  if (isNew) {
    unread.clear();
    setContext(null);
    tell("The bot started anew: the sandbox has forgotten what was here.");
  }
  clearTimeout(waiting);
  waiting = null;
  lost("");
  draw();
  toEnd();
}

function takeMessage(message) {
  const isNew = !world.messages.has(message.id);
  world.messages.set(message.id, message);
  if (world.messages.size > 2000) world.messages.delete(world.messages.keys().next().value);
  if (isNew && message.channel !== here && message.by !== me) {
    unread.set(message.channel, (unread.get(message.channel) ?? 0) + 1);
  }
  drawPlaces();
  drawLog();
  if (isNew) announce(message);
}

function announce(message) {
  if (isDirect(message.channel) && message.channel !== speaker()?.direct) return;
  const place = places().find((one) => one.id === message.channel)?.label ?? "";
  const by = message.by ? `${nameOf(message.by)}: ` : "";
  $("announce").append(make("p", {}, `${place} ${by}${plainOf(message.text)}`));
  while ($("announce").children.length > 5) $("announce").firstChild.remove();
}

function lost(sentence) {
  $("lost").textContent = sentence;
  $("lost").hidden = !sentence;
}

function listen() {
  const source = new EventSource("events");
  source.addEventListener("snapshot", (event) => takeSnapshot(JSON.parse(event.data)));
  source.addEventListener("message", (event) => takeMessage(JSON.parse(event.data)));
  source.addEventListener("member", (event) => {
    const member = JSON.parse(event.data);
    world.members.set(member.id, member);
    draw();
  });
  source.onerror = () => {
    // A server may end a stream that is merely old: only what lasts is told.
    waiting ??= setTimeout(() => lost("Connection lost: the bot does not answer. Trying again …"), 1500);
    // The browser tries again by itself, except after an answer that is no stream.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

// What is done on the page

function showJoin(isShown) {
  joining = isShown;
  drawComposer();
  (isShown ? $("name") : $("text")).focus();
}

$("join").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await post("join", { name: $("name").value, moderator: $("moderator").checked });
  if (!answer) return;
  speakAs(answer.member);
  $("join").reset();
  joining = false;
  draw();
  if (!$("say").hidden) $("text").focus();
});

$("say").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!speaker() || !text) return;
  const kept = context;
  const fields = { as: me, text, reason: text, channel: here };
  if (kept?.kind === "thread") fields.thread = kept.message;
  else if (kept) fields.message = kept.message;
  const paths = { thread: "say", edit: "edit", report: "report" };
  if (!await post(kept ? paths[kept.kind] : "say", fields)) return;
  $("text").value = "";
  if (kept?.kind !== "thread") setContext(null);
  else drawLog();
});

$("text").addEventListener("keydown", (event) => {
  if (event.key === "Escape") return setContext(null);
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("say").requestSubmit();
});

$("as").addEventListener("change", () => {
  setContext(null);
  speakAs($("as").value);
  if (isDirect(here)) here = speaker().direct;
  unread.delete(here);
  draw();
});

$("leave").addEventListener("click", () => speaker() && post("leave", { as: me }));
$("join-show").addEventListener("click", () => showJoin(true));
$("join-cancel").addEventListener("click", () => showJoin(false));
$("context-cancel").addEventListener("click", () => setContext(null));
listen();

// What the pages of the console do beside working without this: numbers and rows appear as they come. Text is only ever
// set as text, and nothing is done that a form on the page does not do.

const community = document.body.dataset.community;
const live = document.getElementById("live");
const happened = document.getElementById("happened");

function takeCounts(counts) {
  let isNew = false;
  for (const badge of document.querySelectorAll("[data-count]")) {
    const count = counts[badge.dataset.count];
    const number = badge.querySelector(".number");
    if (count === undefined || number.textContent === String(count)) continue;
    isNew = isNew || Number(number.textContent) < count;
    number.textContent = String(count);
    badge.hidden = count === 0;
  }
  if (isNew) live.hidden = false;
}

function takeRow({ at, time, text, bot, short }) {
  if (!happened) return;
  document.getElementById("nothing")?.remove();
  const row = document.createElement("li");
  if (bot) row.className = "bot";
  const when = document.createElement("time");
  when.dateTime = at;
  when.textContent = time;
  const what = document.createElement("bdi");
  what.textContent = text;
  if (short) {
    const name = document.createElement("span");
    name.className = "quiet";
    name.textContent = short;
    what.append(" ", name);
  }
  row.append(when, what);
  happened.prepend(row);
  while (happened.children.length > 60) happened.lastChild.remove();
}

function listen() {
  const since = happened?.dataset.since ?? "";
  const source = new EventSource(`events?community=${encodeURIComponent(community)}&since=${since}`);
  source.addEventListener("counts", (event) => takeCounts(JSON.parse(event.data)));
  source.addEventListener("row", (event) => takeRow(JSON.parse(event.data)));
}

if (community && live) listen();

// Another community is shown as soon as it is chosen with the mouse; with the keyboard, the button shows it.
for (const form of document.querySelectorAll("form.switch")) {
  form.querySelector("select").addEventListener("change", (event) => {
    if (event.target.matches(":focus-visible")) return;
    form.requestSubmit();
  });
}

// The review page: Alt with the arrows goes from finding to finding, text and list keep together,
// and a file that is too large is refused before it is sent.
const found = document.querySelector(".found");
const text = document.querySelector(".text");
const all = () => [...(found ? found.querySelectorAll(":scope > .finding") : [])];

const mark = (number) => {
  for (const old of text.querySelectorAll("mark.now")) old.classList.remove("now");
  for (const each of text.querySelectorAll("mark")) {
    if (each.dataset.of.split(" ").includes(number)) each.classList.add("now");
  }
};

// Each column moves by itself: the page stays where it is.
const show = (column, element) => {
  if (!element) return;
  if (getComputedStyle(column).overflowY !== "auto") { element.scrollIntoView({ block: "nearest" }); return; }
  const top = element.getBoundingClientRect().top - column.getBoundingClientRect().top;
  column.scrollTop += top - column.clientHeight / 4;
};

const sides = document.querySelector(".sides");
const go = (card) => {
  if (getComputedStyle(found).overflowY === "auto") sides.scrollIntoView({ block: "start" });
  card.focus({ preventScroll: true });
  show(found, card);
  show(text, document.getElementById(`cho-${card.dataset.number}`));
  mark(card.dataset.number);
};

if (found) {
  let last = -1;
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const cards = all();
    if (!cards.length) return;
    const at = cards.findIndex((card) => card.contains(document.activeElement));
    const from = at >= 0 ? at : last;
    last = Math.max(0, Math.min(cards.length - 1, from + (event.key === "ArrowDown" ? 1 : -1)));
    go(cards[last]);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#loi-"], a[href^="#cho-"]');
    if (!link) return;
    const card = document.getElementById(`loi-${link.hash.split("-")[1]}`);
    if (!card) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    go(card);
    if (link.hash.startsWith("#cho-")) document.getElementById(link.hash.slice(1))?.scrollIntoView({ block: "nearest" });
  });
  // What was decided about a finding puts another card in its place: the keyboard stays there.
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const card = document.getElementById(event.detail.target.id);
    if (!card?.classList.contains("finding")) return;
    card.focus({ preventScroll: true });
    const off = card.dataset.verdict === "ignored";
    for (const each of text.querySelectorAll("mark")) {
      if (each.dataset.of === card.dataset.number) each.classList.toggle("off", off);
    }
  });
}

for (const form of document.querySelectorAll("form.upload")) {
  const warning = form.querySelector("[data-too-large]");
  const isTooLarge = () => [...form.elements.tep.files].some((file) => file.size > Number(form.dataset.most));
  form.elements.tep.addEventListener("change", () => { warning.hidden = !isTooLarge(); });
  form.addEventListener("submit", (event) => {
    if (isTooLarge()) { event.preventDefault(); warning.hidden = false; }
  });
}

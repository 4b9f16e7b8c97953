// The counter's keyboard: "/" goes to the search box, arrows and Enter choose among what was found.
const box = document.getElementById("q");
const found = document.getElementById("found");
let opensFirst = false;

const links = () => [...(found ? found.querySelectorAll("a") : [])];
// Results of an earlier keystroke must not be opened by Enter after a later one.
const isCurrent = () => found?.querySelector("[data-typed]")?.dataset.typed.trim() === box.value.trim();

const openFirst = () => {
  opensFirst = false;
  const [first] = links();
  if (first) location.assign(first.href);
};

const isTyping = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && box && !isTyping(event.target)) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

if (box && found) {
  box.form.addEventListener("submit", (event) => {
    if (!box.value.trim()) return;
    event.preventDefault();
    if (isCurrent()) openFirst();
    else opensFirst = true;
  });
  box.addEventListener("input", () => { opensFirst = false; });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && links().length) {
      event.preventDefault();
      links()[0].focus();
    }
  });
  found.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      if (next < 0) box.focus();
      else all[Math.min(next, all.length - 1)].focus();
    } else if (event.key === "Escape" || event.key === "Backspace") {
      event.preventDefault();
      box.focus();
    }
  });
  // What comes late leaves the keyboard on the procedure chosen (htmx, by its id), or gives it back to
  // the box when that one is gone.
  let chose = false;
  found.addEventListener("htmx:beforeSwap", () => { chose = found.contains(document.activeElement); });
  found.addEventListener("htmx:afterSwap", () => {
    if (chose && !found.contains(document.activeElement)) box.focus();
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (opensFirst && isCurrent()) openFirst();
  });
}

// What was typed, ticked or chosen before the scripts came counts too.
const isTouched = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (field.matches("select")) return !field.options[field.selectedIndex]?.defaultSelected;
  return field.value !== field.defaultValue;
};
document.addEventListener("DOMContentLoaded", () => {
  const sheet = document.getElementById("check");
  if (sheet && [...sheet.querySelectorAll("input, select")].some(isTouched)) sheet.dispatchEvent(new Event("change"));
  if (box && found && isTouched(box)) box.dispatchEvent(new Event("early"));
});

// With a script every tick is checked at once.
document.querySelectorAll("[data-without-script]").forEach((button) => { button.hidden = true; });

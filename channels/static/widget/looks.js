// Large text and high contrast, which stay as they were chosen.
import { byId } from "../base.js";
import { keep, kept } from "./keeping.js";

const switchable = (buttonId, className) => {
  const button = byId(buttonId);
  const root = document.documentElement;
  const set = (isOn) => {
    root.classList.toggle(className, isOn);
    button.setAttribute("aria-pressed", String(isOn));
  };
  button.addEventListener("click", () => {
    const isOn = !root.classList.contains(className);
    set(isOn);
    keep(className, isOn ? "1" : "");
  });
  set(kept(className) === "1");
};

export const rememberLooks = () => {
  switchable("larger", "large");
  switchable("contrast", "contrast");
};

// Large text and high contrast, which stay as they were chosen.
import { byId } from "../base.js";

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
    try {
      localStorage.setItem(className, isOn ? "1" : "");
    } catch { /* storage may be switched off */ }
  });
  try {
    set(localStorage.getItem(className) === "1");
  } catch { /* storage may be switched off */ }
};

export const rememberLooks = () => {
  switchable("larger", "large");
  switchable("contrast", "contrast");
};

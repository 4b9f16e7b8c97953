// The button and the panel on a ward's page. channels/widget.py serves it as /widget.js, called
// with the ward's name and the origins that may show it. It learns nothing of what is said inside.
((ward, origins) => {
  const script = document.currentScript;
  const refuse = (why) => console.error("Một Cửa: " + why);
  if (!script) return refuse("load widget.js as a classic script");
  const home = new URL(script.src).origin;
  if (script.dataset.ward !== ward) return refuse('data-ward must be "' + ward + '"');
  if (location.origin !== home && !origins.includes(location.origin)) {
    return refuse(location.origin + " is not among the origins of ward.toml");
  }
  if (document.querySelector("motcua-widget")) return;

  const TITLE = "Hỏi đáp thủ tục hành chính";
  const SLOW_MS = 15000;
  // In the page's sessionStorage: "open" or "closed", and what the panel gave us sealed.
  const USED = "motcua-widget";
  const SEALED = "motcua-sealed";
  // The panel needs a screen of its own below this.
  const small = matchMedia("(max-width: 32em), (max-height: 30em)");

  // Sizes in em of the reader's own text size: rem would be whatever the page around made of it.
  const STYLE = `
    .button, .panel, .panel * { box-sizing: border-box; }
    .button, .wait {
      font: 500 1em/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
      letter-spacing: normal;
    }
    .button {
      position: fixed; z-index: 2147483646; bottom: calc(16px + env(safe-area-inset-bottom, 0px));
      right: calc(16px + env(safe-area-inset-right, 0px));
      display: flex; align-items: center; gap: .6em; min-height: 3.25em; max-width: calc(100% - 32px);
      margin: 0; padding: .45em 1.15em .45em .95em; color: #fff; background: #0b5668;
      border: 2px solid #fff; border-radius: 2em; box-shadow: 0 2px 10px rgb(0 0 0 / .3); cursor: pointer;
    }
    .left .button { right: auto; left: calc(16px + env(safe-area-inset-left, 0px)); }
    .button:hover { background: #084250; }
    .button svg { flex: none; width: 1.6em; height: 1.6em; }
    .button:focus-visible, .wait :focus-visible {
      outline: 3px solid #0b5668; outline-offset: 3px; box-shadow: 0 0 0 3px #fff;
    }
    .mark { width: .8em; height: .8em; border-radius: 50%; background: #ffd54a; }
    .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .panel {
      position: fixed; z-index: 2147483647; inset: auto calc(16px + env(safe-area-inset-right, 0px))
        calc(5em + env(safe-area-inset-bottom, 0px)) auto;
      width: 26em; max-width: calc(100vw - 32px); height: 44em; max-height: calc(100vh - 6.5em);
      margin: 0; padding: 0; overflow: hidden; background: #fff; color: #1a2730;
      border: 1px solid #75858f; border-radius: .9em; box-shadow: 0 8px 32px rgb(0 0 0 / .28);
    }
    .left .panel { right: auto; left: calc(16px + env(safe-area-inset-left, 0px)); }
    .panel.full { inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; border: 0; border-radius: 0; box-shadow: none; }
    .panel::backdrop { background: #fff; }
    iframe { display: block; width: 100%; height: 100%; border: 0; background: transparent; }
    .wait { display: flex; flex-direction: column; justify-content: center; gap: 1em; height: 100%; padding: 1.5em; text-align: center; }
    .wait p { margin: 0; }
    .wait button, .wait a {
      display: block; padding: .7em 1em; font: inherit; color: #0b5668; background: #eef5f7;
      border: 1px solid #75858f; border-radius: 1.6em; cursor: pointer; text-align: center;
    }
    .wait[hidden], .wait [hidden], .mark[hidden] { display: none; }
    .wait:not([hidden]) + iframe { position: absolute; inset: 0; visibility: hidden; }
    @media (prefers-reduced-motion: no-preference) {
      .panel[open] { animation: appear .15s ease-out; }
      @keyframes appear { from { opacity: 0; transform: translateY(.6em); } }
    }
    @media print { .button, .panel { display: none !important; } }
  `;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const makeButton = (text, onClick) => {
    const button = make("button", "", text);
    button.type = "button";
    button.addEventListener("click", onClick);
    return button;
  };
  const icon = () => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(space, "path");
    path.setAttribute("fill", "currentColor");
    path.setAttribute("fill-rule", "evenodd");
    path.setAttribute("d", "M3 3h18a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-9l-6 5v-5H3a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 5v2h12V8zm0 4v2h8v-2z");
    svg.append(path);
    return svg;
  };
  const remember = (name, value) => {
    try {
      if (value) sessionStorage.setItem(name, value);
      return sessionStorage.getItem(name);
    } catch {
      return null; // switched off, or full
    }
  };

  // The page's own rules reach the outermost element only, and an inline !important beats them.
  const host = make("motcua-widget");
  const own = { all: "initial", display: "block", position: "static", "z-index": "auto" };
  for (const [name, value] of Object.entries(own)) host.style.setProperty(name, value, "important");
  host.lang = "vi";
  const shadow = host.attachShadow({ mode: "open" });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    shadow.append(make("style", "", STYLE)); // older browsers; a strict policy refuses it there
  }

  const frame = make("iframe");
  frame.title = TITLE;
  frame.allow = "geolocation; microphone; clipboard-write";
  frame.referrerPolicy = "no-referrer";
  const button = makeButton("", () => (panel.open ? close() : open(true)));
  button.className = "button";
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  const mark = make("span", "mark");
  mark.hidden = true;
  mark.append(make("span", "sr", "Có tin mới."));
  button.append(icon(), make("span", "", "Hỏi đáp thủ tục"), mark);

  const panel = make("dialog", "panel");
  panel.setAttribute("aria-label", TITLE);
  const waitText = make("p", "", "Đang mở khung hỏi đáp…");
  waitText.setAttribute("role", "status");
  const again = makeButton("Thử lại", () => load());
  const apart = make("a", "", "Mở ở trang riêng");
  apart.href = home + "/";
  apart.target = "_blank";
  apart.rel = "noopener";
  const wait = make("div", "wait");
  wait.append(waitText, again, apart, makeButton("Đóng", () => close()));
  panel.append(wait, frame);
  const side = make("div", script.dataset.side === "left" ? "left" : "");
  side.append(button, panel);
  shadow.append(side);

  let isReady = false;
  let slow = null;
  const tell = (message) => {
    if (isReady) frame.contentWindow.postMessage(message, home);
  };
  const load = () => {
    isReady = false;
    again.hidden = apart.hidden = true;
    wait.hidden = false;
    waitText.textContent = "Đang mở khung hỏi đáp…";
    clearTimeout(slow);
    slow = setTimeout(() => {
      waitText.textContent = "Chưa mở được khung hỏi đáp. Anh/chị kiểm tra mạng rồi thử lại giúp.";
      again.hidden = apart.hidden = false;
    }, SLOW_MS);
    frame.src = home + "/widget?ward=" + encodeURIComponent(ward);
  };
  // The keyboard of a telephone covers a full-screen panel instead of making it smaller.
  const fit = () => {
    const seen = window.visualViewport;
    if (!seen) return;
    const isFull = panel.classList.contains("full");
    panel.style.top = isFull ? seen.offsetTop + "px" : "";
    panel.style.height = isFull ? seen.height + "px" : "";
  };
  const show = () => {
    panel.classList.toggle("full", small.matches);
    // A modal dialog: the browser itself keeps the focus in, the page around out.
    if (small.matches) panel.showModal();
    else panel.show();
    fit();
  };
  const enter = () => {
    frame.focus();
    tell({ motcua: "shown", isFull: small.matches, focus: true });
  };
  const open = (takesFocus) => {
    if (panel.open) return;
    if (!frame.src) load();
    const before = document.activeElement;
    show();
    button.setAttribute("aria-expanded", "true");
    mark.hidden = true;
    remember(USED, "open");
    if (isReady && takesFocus) enter();
    else if (isReady) tell({ motcua: "shown", isFull: small.matches, focus: false });
    // A dialog takes the focus; who has not asked for it keeps it where it was.
    if (!takesFocus && shadow.activeElement) shadow.activeElement.blur();
    if (!takesFocus && before && before !== host) before.focus({ preventScroll: true });
  };
  const close = () => {
    if (!panel.open) return;
    panel.close();
    button.setAttribute("aria-expanded", "false");
    button.focus({ preventScroll: true });
    tell({ motcua: "hidden" });
    remember(USED, "closed");
  };

  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== home || !event.data) return;
    const { motcua, sealed } = event.data;
    if (motcua === "fetch") {
      event.source.postMessage({ motcua: "kept", sealed: remember(SEALED) }, home);
    } else if (motcua === "keep") {
      remember(SEALED, sealed);
    } else if (motcua === "ready") {
      isReady = true;
      clearTimeout(slow);
      // Only who still waits here is taken along.
      const isWaiting = shadow.activeElement !== null && shadow.activeElement !== button;
      wait.hidden = true;
      if (panel.open && isWaiting) enter();
      else if (panel.open) tell({ motcua: "shown", isFull: small.matches, focus: false });
    } else if (motcua === "close") {
      close();
    } else if (motcua === "news") {
      mark.hidden = panel.open;
    }
  });
  panel.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  side.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  small.addEventListener("change", () => {
    if (!panel.open) return;
    panel.close();
    show();
    tell({ motcua: "shown", isFull: small.matches, focus: false });
  });
  if (window.visualViewport) {
    visualViewport.addEventListener("resize", fit);
    visualViewport.addEventListener("scroll", fit);
  }

  const place = () => {
    // Beside the body: what moves or hides the body leaves it alone.
    document.documentElement.append(host);
    const before = remember(USED);
    if (before === "open" && !small.matches) open(false);
    else if (before) load(); // so that news still comes
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", place);
  else place();
})

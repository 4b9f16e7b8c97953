// Where the panel keeps what a reload must not lose: the browser's storage for this frame. Where a
// browser denies a frame of another site its storage, the page around keeps it, sealed: the key is
// in a cookie that only this frame can read (partitioned: of no use on any other site).
import { isFramed, tellHost } from "./frame.js";

const PATIENCE_MS = 3000;
const COOKIE = "motcua-key";
const COOKIE_RULES = "; Path=/widget; Max-Age=2592000; Secure; SameSite=None; Partitioned";

const openStorage = () => {
  try {
    localStorage.setItem("motcua", "");
    localStorage.removeItem("motcua");
    return localStorage;
  } catch {
    return null;
  }
};

const storage = openStorage();
let held = {};
let key = null;
let sealing = Promise.resolve();

const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const readCookie = () => {
  const found = document.cookie.split("; ").find((each) => each.startsWith(COOKIE + "="));
  return found ? found.slice(COOKIE.length + 1) : "";
};

const openKey = async () => {
  if (!crypto.subtle) return null; // plain http
  if (!readCookie()) {
    const made = toText(crypto.getRandomValues(new Uint8Array(32)));
    document.cookie = COOKIE + "=" + made + COOKIE_RULES;
  }
  const text = readCookie();
  return text && crypto.subtle.importKey("raw", toBytes(text), "AES-GCM", false, ["encrypt", "decrypt"]);
};

const fromHost = () => new Promise((done) => {
  const patience = setTimeout(done, PATIENCE_MS, null);
  addEventListener("message", function heard(event) {
    if (event.source !== window.parent || !event.data || event.data.motcua !== "kept") return;
    clearTimeout(patience);
    removeEventListener("message", heard);
    done(event.data.sealed);
  });
  tellHost("fetch");
});

const unseal = async (sealed) => {
  const bytes = toBytes(sealed);
  const algorithm = { name: "AES-GCM", iv: bytes.slice(0, 12) };
  const plain = await crypto.subtle.decrypt(algorithm, key, bytes.slice(12));
  return JSON.parse(new TextDecoder().decode(plain));
};

const seal = async () => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(held));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
  return toText([...iv, ...new Uint8Array(sealed)]);
};

// One after the other, so that an older state never comes last.
const handOver = () => {
  if (key) sealing = sealing.then(seal).then((sealed) => tellHost("keep", { sealed }), () => {});
};

// To be awaited once, before anything is read.
export const openKeeping = async () => {
  if (storage || !isFramed) return;
  try {
    key = await openKey();
    const sealed = key && await fromHost();
    if (sealed) held = await unseal(sealed);
  } catch {
    held = {}; // another key's, or spoilt
  }
};

export const kept = (name) => (storage ? storage.getItem(name) : held[name] || null);

// Throws where the storage is full.
export const keep = (name, value) => {
  if (storage) {
    storage.setItem(name, value);
    return;
  }
  held[name] = value;
  handOver();
};

export const forget = (name) => {
  if (storage) {
    storage.removeItem(name);
    return;
  }
  delete held[name];
  handOver();
};

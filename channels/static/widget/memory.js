// The conversation as this browser keeps it: one copy for all tabs, gone when erased or too old.
import { newId } from "../base.js";
import { forget, keep, kept } from "./keeping.js";

const KEPT = "motcua-talk-1"; // another number when the form changes
const MOST = 120; // entries; older ones are dropped
const DAYS = 30; // as channels/widget.py tells residents
const DAY_MS = 24 * 60 * 60 * 1000;

const fresh = () => ({ copy: newId(), id: null, seen: 0, before: [], entries: [] });

// entries: {key: one of a kind, at: where it stands, kind: asked | answer | news | cut, talk, …}
export const memory = (changed) => {
  let held = fresh();
  let mine = new Map(); // what this tab wrote; two tabs that write at once overwrite each other

  const stored = () => {
    let found = null;
    try {
      found = JSON.parse(kept(KEPT));
    } catch { /* spoilt */ }
    if (!found || !Array.isArray(found.entries)) return null;
    if (Date.now() - found.savedAt < DAYS * DAY_MS) return found;
    forget(KEPT);
    return null;
  };

  const save = () => {
    held.savedAt = Date.now();
    for (const part of [MOST, MOST / 4]) {
      held.entries = held.entries.slice(-part);
      try {
        keep(KEPT, JSON.stringify(held));
        return;
      } catch { /* full: keep less */ }
    }
  };

  const put = (entry) => {
    const place = held.entries.findIndex((each) => each.key === entry.key);
    if (place >= 0) {
      held.entries[place] = entry;
      return;
    }
    held.entries.push(entry);
    held.entries.sort((a, b) => a.at - b.at);
  };

  // Another tab's copy goes before ours; what it misses of this tab is added again.
  const adopt = (found) => {
    if (found.copy !== held.copy) mine = new Map();
    held = found;
    const missing = Array.from(mine.values()).filter((entry) =>
      !held.entries.some((each) => each.key === entry.key));
    const isCut = held.entries.length >= MOST;
    if (!missing.length || isCut) return false;
    missing.forEach(put);
    return true;
  };

  const refresh = () => {
    const found = stored();
    if (found && adopt(found)) save();
  };

  refresh();
  addEventListener("storage", (event) => {
    if (event.key !== KEPT && event.key !== null) return;
    if (event.newValue === null) {
      held = fresh();
      mine = new Map();
    } else {
      refresh();
    }
    changed();
  });

  return {
    talk: () => held,
    refresh,
    entry: (key) => held.entries.find((each) => each.key === key),
    // Every change starts from what is stored: another tab may have written since.
    put: (entry) => {
      refresh();
      mine.set(entry.key, entry);
      put(entry);
      save();
      changed();
    },
    set: (values) => {
      refresh();
      Object.assign(held, values);
      save();
    },
    erase: () => {
      held = fresh();
      mine = new Map();
      forget(KEPT);
      changed();
    },
  };
};

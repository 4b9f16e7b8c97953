// Send what is waiting, one after the other, the same message until it has its answer.

const TIMEOUT_MS = 45000;
const UPLOAD_TIMEOUT_MS = 180000;
const FIRST_WAIT_MS = 2000;
const MOST_WAIT_MS = 60000;
const OFFLINE_WAIT_MS = 30000; // besides the event that ends it, which may be late
const MOST_TRIES = 8; // then the resident is asked; waiting for the network does not count

// One tab sends at a time; the server would take the same message twice for one anyway.
const alone = async (work) => {
  if (!navigator.locks) return work();
  let isMine = false;
  try {
    return await navigator.locks.request("motcua-send", () => {
      isMine = true;
      return work();
    });
  } catch (problem) {
    if (isMine) throw problem;
    return work(); // no locks where storage is switched off
  }
};

// waiting(): the first entry to send, or nothing; deliver(entry, signal) sends it, rejects with
// {message, again}; wait(entry, message) and fail(entry, message, again) tell what became of it.
export const queue = ({ waiting, deliver, wait, fail }) => {
  let isBusy = false;
  let timer = null;
  let tries = 0;
  let request = null;

  const later = () => {
    const pause = navigator.onLine === false
      ? OFFLINE_WAIT_MS
      : Math.min(FIRST_WAIT_MS * 2 ** Math.max(tries - 1, 0), MOST_WAIT_MS);
    timer = setTimeout(go, pause * (0.75 + Math.random() / 2));
  };

  const work = async () => {
    for (let entry = waiting(); entry; entry = waiting()) {
      request = new AbortController();
      const mine = request;
      const patience = setTimeout(() => mine.abort(), entry.photo ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
      try {
        await deliver(entry, mine.signal);
        tries = 0;
      } catch (problem) {
        const isOffline = navigator.onLine === false;
        if (mine.isStopped) continue;
        if (!isOffline) tries += 1;
        if (problem.again && tries < MOST_TRIES) {
          wait(entry, problem.message);
          return true;
        }
        tries = 0;
        fail(entry, problem.message, problem.again);
      } finally {
        clearTimeout(patience);
        request = null;
      }
    }
    return false;
  };

  const go = async () => {
    clearTimeout(timer);
    if (isBusy || !waiting()) return;
    isBusy = true;
    let isUnfinished = true;
    try {
      isUnfinished = await alone(work);
    } finally {
      isBusy = false;
    }
    if (isUnfinished) later();
    else go();
  };

  addEventListener("online", () => go());
  return {
    go,
    // The conversation was left: nobody waits for this answer any more.
    stop: () => {
      clearTimeout(timer);
      tries = 0;
      if (request) {
        request.isStopped = true;
        request.abort();
      }
    },
  };
};

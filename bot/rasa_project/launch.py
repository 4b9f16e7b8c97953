"""Start Rasa so that it ends with its parent and writes nobody's words to its log.

Run by bot/rasa_process.py with Rasa's own Python 3.10, in this folder. Not `rasa run`, because
neither of the two can be had there by options.
"""

import argparse
import logging
import os
import shutil
import sys
import threading
import traceback
import warnings
from typing import Any


def end_with_parent(scratch: str) -> None:
    """End this process, its scratch folder gone, when standard input closes: the parent is gone.

    The parent holds the other end of the pipe and never writes. However it ends, kill -9
    included, the kernel closes that end. PR_SET_PDEATHSIG would need Linux, would miss a parent
    that died before the call, and fires when the starting *thread* ends, not the process.
    """
    while os.read(sys.stdin.fileno(), 1):
        pass
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(0)


def redacted_record(*args: Any, **kwargs: Any) -> logging.LogRecord:  # noqa: ANN401 - logging's
    """Return a log record whose traceback names the error's type and places, not its message.

    A database error's message holds the statement's parameters: what the resident wrote.
    """
    record = logging.LogRecord(*args, **kwargs)
    if record.exc_info and record.exc_info[1] is not None:
        record.msg = f"{record.getMessage()} {describe(record.exc_info[1])}"
        record.args = ()
        record.exc_info = None
    if record.name == "asyncio":
        # asyncio appends the failed task, and with it the error's message.
        record.msg = record.getMessage().partition("\n")[0]
        record.args = ()
    return record


def describe(error: BaseException) -> str:
    """Return the type and the innermost places of an error, without its message."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{os.path.basename(f.filename)}:{f.lineno}" for f in reversed(frames))
    return f"[{type(error).__name__} at {places}]"


def only_event(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep a structured event's name and the error's type; its fields hold users' texts."""
    kept = {"event": event.get("event")}
    error = sys.exc_info()[1]
    if error is not None:
        kept["error"] = describe(error)
    return kept


def configure_logging() -> None:
    """Send warnings and worse to standard output, which the parent directs to a file."""
    import structlog

    logging.setLogRecordFactory(redacted_record)
    # Python warnings are the libraries' own about their age, and may quote what they warn about.
    warnings.showwarning = lambda *_args, **_kwargs: None
    logging.basicConfig(
        stream=sys.stdout,
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    structlog.configure(
        processors=[only_event, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        # Or every call makes its logger anew, for what is mostly not logged.
        cache_logger_on_first_use=True,
    )


def main() -> None:
    """Serve the given model on loopback until the parent ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--scratch", required=True, help="folder of this process's own")
    options = parser.parse_args()
    threading.Thread(target=end_with_parent, args=(options.scratch,), daemon=True).start()
    # Rasa unpacks the model there.
    os.environ["TMPDIR"] = options.scratch
    configure_logging()

    import rasa.api
    import rasa.core.processor
    import rasa.utils.common
    from components.runner import InOrderRunner

    # It can be named when a model is trained, but not when it is served.
    rasa.core.processor.DaskGraphRunner = InOrderRunner
    rasa.utils.common.configure_logging_and_warnings(filter_repeated_logs=False)
    rasa.api.run(
        model=options.model,
        endpoints="endpoints.yml",
        credentials="credentials.yml",
        interface="127.0.0.1",
        port=options.port,
        # The API would let anyone on the machine read trackers and replace the model.
        enable_api=False,
    )


if __name__ == "__main__":
    main()

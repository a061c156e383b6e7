// Times of this machine's clock.

/**
 * Calls back once when a time has come, also if the machine has slept meanwhile: a timer alone would not count that.
 *
 * @param time in milliseconds since 1970
 * @return what is called to cancel it
 */
export function at(time, act) {
    const check = () => {
        if (Date.now() >= time) {
            cancel();
            act();
        }
    };
    const cancel = () => {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', check);
    };
    const timer = setInterval(check, 1000);
    document.addEventListener('visibilitychange', check);
    return cancel;
}

// What all tabs have in common: the settings, and the channel on which another page tells them to call.

export const settings = JSON.parse(localStorage.settings);

export const redirectUri = `${location.origin}/tab.html`;

/** @param login whether the failure means that the user has to sign in again */
export const failure = (login, error) => ({ failed: true, login, error: String(error?.message ?? error) });

/** For a tab that is signed in. Each call is answered with its outcome. */
export function ready(call) {
  history.replaceState(null, '', redirectUri);
  const channel = new BroadcastChannel('calls');
  channel.onmessage = async ({ data }) => {
    if (data.tab === sessionStorage.tab) channel.postMessage({ from: data.tab, ...await call() });
  };
  document.title = 'Signed in';
}

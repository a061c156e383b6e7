import { ErrorResponse, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { failure, ready, redirectUri, settings } from './tab-channel.js';

const manager = new UserManager({
  authority: settings.issuer,
  client_id: settings.clientId,
  redirect_uri: redirectUri,
  userStore: new WebStorageStateStore({ store: localStorage }),
  automaticSilentRenew: settings.timers,
});

const failed = error => failure(error instanceof ErrorResponse && error.error === 'invalid_grant', error);

/** What its SilentRenewService does when the timer of the tab goes off. */
const renew = () => manager.signinSilent().then(() => ({}), failed);

/** The renewals that the tab's timer has begun, also those that nobody has asked for yet. */
function renewals() {
  const outcomes = [];
  const waiting = [];
  const add = outcome => waiting.length ? waiting.shift()(outcome) : outcomes.push(outcome);
  manager.events.addUserLoaded(() => add({}));
  manager.events.addSilentRenewError(error => add(failed(error)));
  return () => outcomes.length ? outcomes.shift() : new Promise(resolve => waiting.push(resolve));
}

if (location.search.includes('code=')) await manager.signinCallback();
const next = renewals();
if (await manager.getUser()) {
  ready(settings.timers ? next : renew);
} else {
  await manager.signinRedirect();
}

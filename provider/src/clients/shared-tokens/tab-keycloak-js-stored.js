// keycloak-js, with its tokens in localStorage. Each call is a tab that is restored: a new instance with what is stored.
import Keycloak from 'keycloak-js';
import { failure, ready, redirectUri, settings } from './tab-channel.js';

const url = new URL(settings.issuer);
const [base, realm] = url.pathname.split('/realms/');

function instance() {
  const keycloak = new Keycloak({ url: url.origin + base, realm, clientId: settings.clientId });
  const store = () => {
    const { token, refreshToken, idToken } = keycloak;
    localStorage.tokens = JSON.stringify({ token, refreshToken, idToken });
  };
  keycloak.onAuthSuccess = store;
  keycloak.onAuthRefreshSuccess = store;
  return keycloak;
}

async function restored() {
  const keycloak = instance();
  try {
    await keycloak.init({ ...JSON.parse(localStorage.tokens), checkLoginIframe: false });
    return {};
  } catch (error) {
    return failure(!keycloak.authenticated, error);
  }
}

if (!localStorage.tokens) {
  await instance().init({ onLoad: 'login-required', redirectUri, checkLoginIframe: false });
}
ready(restored);

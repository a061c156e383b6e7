import Keycloak from 'keycloak-js';
import { failure, ready, redirectUri, settings } from './tab-channel.js';

const url = new URL(settings.issuer);
const [base, realm] = url.pathname.split('/realms/');
const keycloak = new Keycloak({ url: url.origin + base, realm, clientId: settings.clientId });

await keycloak.init({ onLoad: 'login-required', redirectUri });
ready(() => keycloak.updateToken().then(() => ({}), error => failure(!keycloak.authenticated, error)));

import '@angular/compiler';
import { provideHttpClient } from '@angular/common/http';
import { provideZonelessChangeDetection } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { OAuthService, OAuthStorage, provideOAuthClient } from 'angular-oauth2-oidc';
import { failure, ready, redirectUri, settings } from './tab-channel.js';

const application = await createApplication({
  providers: [
    provideZonelessChangeDetection(),
    provideHttpClient(),
    provideOAuthClient(),
    { provide: OAuthStorage, useFactory: () => localStorage },
  ],
});
const oauth = application.injector.get(OAuthService);
oauth.configure({
  issuer: settings.issuer,
  clientId: settings.clientId,
  redirectUri,
  responseType: 'code',
  scope: 'openid',
  requireHttps: false, // on this machine only
});
await oauth.loadDiscoveryDocumentAndTryLogin();

/** What setupAutomaticSilentRefresh does when the token is about to expire. */
const refresh = () => oauth.refreshToken().then(() => ({}), error => failure(error.error?.error === 'invalid_grant', error));

if (oauth.getRefreshToken()) ready(refresh); else oauth.initCodeFlow();

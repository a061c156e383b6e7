// An MCP server for every realm of one Keycloak, at /mcp/<realm>: an access token is good if Keycloak's userinfo takes it.
import express from 'express';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

const { REALMS } = process.env;
const METADATA = '/.well-known/oauth-protected-resource/mcp/';

const app = express();
app.use(express.json());
const origin = request => `http://localhost:${request.socket.localPort}`;

app.get(`${METADATA}:realm`, (request, response) => {
  response.json({
    resource: `${origin(request)}/mcp/${request.params.realm}`,
    authorization_servers: [`${REALMS}/${request.params.realm}`],
    scopes_supported: ['openid'],
  });
});

async function verifyAccessToken(realm, token) {
  const { status } = await fetch(`${REALMS}/${realm}/protocol/openid-connect/userinfo`,
    { headers: { authorization: `Bearer ${token}` } });
  if (status === 401) throw new InvalidTokenError('Not an access token of a live session');
  if (status !== 200) throw new Error(`Keycloak answered ${status}`);
  const { azp, exp, scope } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  return { token, clientId: azp, scopes: scope.split(' '), expiresAt: exp };
}

app.use('/mcp/:realm', (request, response, next) => requireBearerAuth({
  verifier: { verifyAccessToken: token => verifyAccessToken(request.params.realm, token) },
  resourceMetadataUrl: origin(request) + METADATA + request.params.realm,
})(request, response, next));

app.post('/mcp/:realm', async (request, response) => {
  const server = new McpServer({ name: 'clock', version: '1.0.0' });
  server.registerTool('time', { description: 'The time' },
    () => ({ content: [{ type: 'text', text: new Date().toISOString() }] }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  await server.connect(transport);
  await transport.handleRequest(request, response, request.body);
});
app.all('/mcp/:realm', (request, response) => response.status(405).end());

const listener = app.listen(0, 'localhost', () => console.log(listener.address().port));
process.stdin.on('close', () => process.exit()).resume();

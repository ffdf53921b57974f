// Sign-in at a provider of identities, which this test plays itself.

import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { axe, expect, test } from '../fixtures';
import { EMAIL, Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A provider that lets in whoever comes, as somebody with these claims. */
async function provider(claims: () => object): Promise<{ issuer: string; server: HttpServer }> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const codes = new Map<string, { nonce: string; challenge: string }>();
  let issuer = '';
  const server = createServer((request, response) => {
    const url = new URL(request.url!, issuer);
    const json = (status: number, value: object) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const query = (name: string) => url.searchParams.get(name) ?? '';
    if (url.pathname === '/.well-known/openid-configuration') {
      json(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
      });
    } else if (url.pathname === '/keys') {
      json(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'k' }] });
    } else if (url.pathname === '/authorize') {
      const code = randomUUID();
      codes.set(code, { nonce: query('nonce'), challenge: query('code_challenge') });
      response.writeHead(303, { location: `${query('redirect_uri')}?code=${code}&state=${query('state')}` }).end();
    } else if (url.pathname === '/token') {
      let body = '';
      request.on('data', (piece) => (body += piece));
      request.on('end', () => {
        const form = new URLSearchParams(body);
        const known = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
        if (known === undefined || known.challenge !== challenge) return json(400, { error: 'invalid_grant' });
        const now = Math.floor(Date.now() / 1000);
        const said = { iss: issuer, sub: 'ada', aud: 'heliu', iat: now, exp: now + 300, nonce: known.nonce, ...claims() };
        const signed = `${encoded({ alg: 'ES256', kid: 'k' })}.${encoded(said)}`;
        const signature = createSign('sha256').update(signed).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
        json(200, { access_token: 'a', token_type: 'Bearer', id_token: `${signed}.${signature}` });
      });
    } else {
      json(404, {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer, server };
}

test('somebody signs in at the provider and is led to where they wanted to go', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/status of 422/);
  let verified = false;
  const { issuer, server } = await provider(() => ({ email: EMAIL, email_verified: verified }));
  const args = ['--oidc-issuer', issuer, '--oidc-client-id', 'heliu', '--oidc-client-secret', 'secret', '--oidc-name', 'Example'];
  const workspace = await Workspace.found((await freshServer({ demo: false, args })).url);
  const profile = `${workspace.url}/w/${workspace.slug}/profile`;
  await page.goto(profile);
  const button = page.getByRole('link', { name: 'Sign in with Example' });
  await axe(page);
  // An address that nobody has verified is nobody's.
  await button.click();
  await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is wrong.');
  await axe(page);
  verified = true;
  await button.click();
  await expect(page).toHaveURL(profile);
  await expect(page.getByRole('heading', { name: 'Ada Lovelace' })).toBeVisible();
  server.close();
});

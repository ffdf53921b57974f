//! Sign-in at a provider of identities (OpenID Connect): authorisation code with PKCE, bound to the browser that began it.
//!
//! The provider is asked by a client that follows no redirects and waits neither long nor for much. Who comes back is somebody only
//! by the issuer and its subject; the first time, by an e-mail address that the provider has verified.

use std::{fmt, sync::Arc, time::Duration};

use axum::{
    extract::{Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use heliu_domain::{Code, PersonId, Problem, identity};
use heliu_store::{Event, IdentityStep, Note};
use openidconnect::{
    AsyncHttpClient, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
    core::{CoreClient, CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType},
};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use crate::{
    identity::sign_in::{self as pages, SignIn},
    server::{
        context::{Context, Settings, cookie},
        refusal::Refusal,
        session::{Origin, decoded, in_query, set_cookie},
        sign_in::{Entrance, begin},
    },
};

/// The path to which the provider sends people back, the same for every workspace.
pub const RETURN: &str = "/openid/return";
/// Longest wait for an answer of the provider.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of such an answer.
const ANSWER_MAX: usize = 256 * 1024;
/// How long what the provider says of itself is believed.
const METADATA_LIFE: Duration = Duration::from_secs(60 * 60);
/// The shortest time after which it is asked again because a key was not known.
const METADATA_PAUSE: Duration = Duration::from_secs(30);
/// Seconds that somebody may take to sign in at the provider.
const VISIT_LIFE: i64 = 600;

/// The provider of identities.
#[derive(Clone)]
pub struct Openid(Arc<Inner>);

struct Inner {
    issuer: IssuerUrl,
    name: String,
    client: ClientId,
    secret: Option<ClientSecret>,
    http: reqwest::Client,
    metadata: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl fmt::Debug for Openid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Openid({})", self.0.issuer.as_str())
    }
}

type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Why the provider could not be asked, or did not answer as it must.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    #[error("the provider's answer is too large")]
    Large,
    #[error("{0}")]
    Protocol(String),
}

fn protocol(error: impl fmt::Display) -> Trouble {
    Trouble::Protocol(error.to_string())
}

impl Openid {
    /// The provider of that issuer, by its name on the button; without one, that of its host.
    ///
    /// # Errors
    /// The issuer is no URL, or one over which anybody could listen in.
    pub fn new(issuer: &str, name: Option<String>, client: String, secret: Option<String>) -> Result<Self, Trouble> {
        let url = reqwest::Url::parse(issuer).map_err(protocol)?;
        let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
            return Err(protocol("the issuer must be an https:// URL"));
        }
        let name = name.unwrap_or_else(|| url.host_str().unwrap_or("OpenID").to_owned());
        // The process may have one provider of cryptography only; it has none when this is the first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build()?;
        Ok(Self(Arc::new(Inner {
            issuer: IssuerUrl::new(issuer.to_owned()).map_err(protocol)?,
            name,
            client: ClientId::new(client),
            secret: secret.map(ClientSecret::new),
            http,
            metadata: Mutex::new(None),
        })))
    }

    /// What the button calls it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What the provider says of itself, asked again when it is old; sooner if `is_doubted`.
    async fn metadata(&self, is_doubted: bool) -> Result<CoreProviderMetadata, Trouble> {
        let mut known = self.0.metadata.lock().await;
        let life = if is_doubted { METADATA_PAUSE } else { METADATA_LIFE };
        if let Some((at, metadata)) = known.as_ref()
            && at.elapsed() < life
        {
            return Ok(metadata.clone());
        }
        let metadata = CoreProviderMetadata::discover_async(self.0.issuer.clone(), &Http(self.0.http.clone())).await.map_err(protocol)?;
        *known = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    async fn client(&self, base: &str, is_doubted: bool) -> Result<Client, Trouble> {
        let metadata = self.metadata(is_doubted).await?;
        let back = RedirectUrl::new(format!("{base}{RETURN}")).map_err(protocol)?;
        Ok(CoreClient::from_provider_metadata(metadata, self.0.client.clone(), self.0.secret.clone()).set_redirect_uri(back))
    }

    /// Where the browser goes, and what it must bring back.
    async fn departure(&self, base: &str, slug: &str, next: String) -> Result<(String, Visa), Trouble> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.client(base, false).await?;
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).add_scope(Scope::new("email".to_owned()));
        let (url, state, nonce) = request.set_pkce_challenge(challenge).url();
        let visa = Visa {
            workspace: slug.to_owned(),
            next,
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok((url.to_string(), visa))
    }

    /// What the provider vouches for, after everything about it was checked.
    async fn claims(&self, base: &str, visa: &Visa, code: String) -> Result<CoreIdTokenClaims, Trouble> {
        let client = self.client(base, false).await?;
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(protocol)?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(visa.verifier.clone()));
        let answer = request.request_async(&Http(self.0.http.clone())).await.map_err(protocol)?;
        let token = answer.id_token().ok_or_else(|| protocol("there is no ID token"))?;
        let nonce = Nonce::new(visa.nonce.clone());
        let checked = |client: &Client| {
            let algorithms = [
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
                CoreJwsSigningAlgorithm::RsaSsaPssSha256,
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                CoreJwsSigningAlgorithm::EdDsa,
            ];
            let verifier = client.id_token_verifier().set_allowed_algs(algorithms);
            token.claims(&verifier, &nonce).cloned().map_err(protocol)
        };
        match checked(&client) {
            Ok(claims) => Ok(claims),
            // The provider may have changed its keys since.
            Err(_) => checked(&self.client(base, true).await?),
        }
    }
}

/// Asks the provider within limits.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Trouble;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, Trouble>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let request = self.0.request(head.method, head.uri.to_string()).headers(head.headers).body(body);
            let asked = async {
                let mut answer = request.send().await?;
                let (status, headers) = (answer.status(), answer.headers().clone());
                let mut bytes = Vec::new();
                while let Some(piece) = answer.chunk().await? {
                    if bytes.len() + piece.len() > ANSWER_MAX {
                        return Err(Trouble::Large);
                    }
                    bytes.extend_from_slice(&piece);
                }
                let mut response = HttpResponse::new(bytes);
                *response.status_mut() = status;
                *response.headers_mut() = headers;
                Ok(response)
            };
            timeout(PATIENCE, asked).await.map_err(|_| protocol("the provider does not answer"))?
        })
    }
}

/// What a browser takes along to the provider and must still have when it comes back.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Visa {
    workspace: String,
    next: String,
    state: String,
    nonce: String,
    verifier: String,
}

impl Visa {
    fn cookie_name(settings: &Settings) -> &'static str {
        if settings.is_https() { "__Host-heliu_openid" } else { "heliu_openid" }
    }

    fn given(&self, settings: &Settings) -> HeaderValue {
        let text = serde_json::to_string(self).unwrap_or_default();
        set_cookie(settings, Self::cookie_name(settings), &in_query(&text), VISIT_LIFE)
    }

    fn gone(settings: &Settings) -> HeaderValue {
        set_cookie(settings, Self::cookie_name(settings), "", 0)
    }

    fn brought(settings: &Settings, headers: &HeaderMap) -> Option<Self> {
        let text = cookie(headers, Self::cookie_name(settings))?;
        serde_json::from_str(&decoded(text)?).ok()
    }
}

/// What the address says.
#[derive(Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

/// Sends the browser to the provider.
///
/// # Errors
/// No such workspace, or no provider is set up.
pub async fn leave(
    State(context): State<Context>,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    let provider = provider(&context)?;
    let base = base(&context.settings, &parts.headers);
    let entrance = Entrance::new(context, &slug, &parts.extensions, parts.headers, format!("/w/{slug}/sign-in")).await?;
    let origin = &entrance.origin;
    entrance.context.guard.admit(entrance.workspace.id, &format!("openid {}", origin.address), origin.address)?;
    if entrance.workspace.sample {
        return Err(Problem::of(Code::Forbidden, "workspace").into());
    }
    let next = if wanted.next.len() > 500 { String::new() } else { wanted.next };
    match provider.departure(&base, &slug, next).await {
        Ok((url, visa)) => {
            let mut response = Redirect::to(&url).into_response();
            response.headers_mut().append(header::SET_COOKIE, visa.given(&entrance.context.settings));
            Ok(response)
        }
        Err(trouble) => {
            tracing::warn!(%trouble, "the provider of identities cannot be asked");
            Ok(refused(&entrance, String::new(), Problem::new(Code::Unavailable)))
        }
    }
}

/// The origin to which the provider sends people back.
fn base(settings: &Settings, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let public = settings.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    public.unwrap_or_else(|| format!("http://{host}"))
}

fn provider(context: &Context) -> Result<Openid, Problem> {
    context.settings.openid.clone().ok_or_else(|| Problem::not_found("page"))
}

fn refused(entrance: &Entrance, next: String, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let state = SignIn { next, problem: Some(problem), ..SignIn::default() };
    let mut response = pages::by_password(&entrance.frame, status, &entrance.workspace, state);
    response.headers_mut().append(header::SET_COOKIE, Visa::gone(&entrance.context.settings));
    response
}

/// What the provider sends along.
#[derive(Default, Deserialize)]
pub struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

/// Lets in whoever comes back from the provider, or says no in the words of any other failed sign-in.
///
/// # Errors
/// The browser did not leave from here, or no provider is set up.
pub async fn arrive(State(context): State<Context>, Query(answer): Query<Answer>, request: Request) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    let provider = provider(&context)?;
    // Without what it took along, nobody knows whose workspace was meant.
    let visa = Visa::brought(&context.settings, &parts.headers).ok_or_else(|| Problem::new(Code::Expired))?;
    let base = base(&context.settings, &parts.headers);
    let here = format!("/w/{}/sign-in", visa.workspace);
    let entrance = Entrance::new(context, &visa.workspace, &parts.extensions, parts.headers, here).await?;
    match admitted(&entrance, &provider, &base, &visa, answer).await {
        Ok(mut response) => {
            response.headers_mut().append(header::SET_COOKIE, Visa::gone(&entrance.context.settings));
            Ok(response)
        }
        Err(problem) => Ok(refused(&entrance, visa.next, problem)),
    }
}

async fn admitted(entrance: &Entrance, provider: &Openid, base: &str, visa: &Visa, answer: Answer) -> Result<Response, Problem> {
    let Entrance { context, workspace, origin, .. } = entrance;
    context.guard.admit(workspace.id, &format!("openid {}", origin.address), origin.address)?;
    let wrong = async |person: Option<PersonId>| -> Result<Response, Problem> {
        context.store.identify(workspace.id, vec![note(origin, person, Event::Failed)]).await?;
        Err(Problem::new(Code::WrongPassword))
    };
    if visa.state.is_empty() || answer.state != visa.state || answer.code.is_empty() {
        return wrong(None).await;
    }
    let claims = match provider.claims(base, visa, answer.code).await {
        Ok(claims) => claims,
        Err(trouble) => {
            tracing::info!(%trouble, "a sign-in at the provider of identities failed");
            return wrong(None).await;
        }
    };
    let (issuer, subject) = (claims.issuer().as_str(), claims.subject().as_str());
    let store = &context.store;
    let mut steps = Vec::new();
    let person = match store.federated(workspace.id, issuer, subject).await? {
        Some(person) => person,
        None => {
            let email = claims.email().filter(|_| claims.email_verified() == Some(true));
            let Some(Ok(email)) = email.map(|email| identity::email(email.as_str())) else { return wrong(None).await };
            let Some(credential) = store.credential_by_email(workspace.id, &email).await? else { return wrong(None).await };
            let person = credential.person;
            let (issuer, subject) = (issuer.to_owned(), subject.to_owned());
            steps.push(IdentityStep::Link { person, issuer, subject, at: crate::server::clock::now() });
            steps.push(note(origin, Some(person), Event::Linked));
            person
        }
    };
    let Some(credential) = store.credential(workspace.id, person).await? else { return wrong(Some(person)).await };
    match begin(entrance, &credential, &visa.next, steps).await {
        // Deactivated, or recognised as somebody else before.
        Err(problem) if matches!(problem.code, Code::WrongPassword | Code::Taken) => wrong(Some(person)).await,
        answer => answer,
    }
}

fn note(origin: &Origin, person: Option<PersonId>, event: Event) -> IdentityStep {
    match origin.note(person, None, event) {
        IdentityStep::Record { id, note } => IdentityStep::Record { id, note: Note { tried: "openid".to_owned(), ..note } },
        step => step,
    }
}

//! Sign-in at a provider of identities: against a small real one, and against everything that a false one could try.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Form, Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use heliu::server::{
    accept::{self, Limits},
    context::Settings,
    founding, guard,
    guard::Guard,
    openid::Openid,
};
use heliu_domain::{
    Code, Command,
    directory::{Access, DirectoryCommand, Person},
};
use heliu_store::{Event, IdentityStep};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::*;

const EMAIL: &str = "ann@example.com";
const CLIENT: &str = "heliu";

/// What the provider says in its next token, and how it signs it.
#[derive(Clone, Debug)]
struct Word {
    claims: HashMap<&'static str, Value>,
    algorithm: &'static str,
    /// Signed with a key that the provider does not publish.
    is_forged: bool,
}

/// A provider of identities on this machine.
#[derive(Clone)]
struct Provider {
    address: SocketAddr,
    key: SigningKey,
    word: Arc<Mutex<Word>>,
    /// Codes that were given and not used, with the nonce and the PKCE challenge that came along.
    codes: Arc<Mutex<HashMap<String, (String, String)>>>,
}

impl Provider {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let word = Word { claims: HashMap::new(), algorithm: "ES256", is_forged: false };
        let provider = Self {
            address: listener.local_addr().unwrap(),
            key: SigningKey::from_slice(&heliu::server::random::bytes::<32>()).unwrap(),
            word: Arc::new(Mutex::new(word)),
            codes: Arc::default(),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(accept::serve(listener, router, Limits::default(), std::future::pending()));
        provider
    }

    fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    fn says(&self, claim: &'static str, value: Value) {
        self.word.lock().unwrap().claims.insert(claim, value);
    }

    /// Somebody signs in there: the code with which the browser goes back.
    fn code(&self, departure: &str) -> String {
        let code = heliu::server::random::token();
        let (nonce, challenge) = (in_query(departure, "nonce"), in_query(departure, "code_challenge"));
        self.codes.lock().unwrap().insert(code.clone(), (nonce, challenge));
        code
    }

    fn id_token(&self, nonce: &str) -> String {
        let word = self.word.lock().unwrap().clone();
        let now = heliu::server::clock::now().0 / 1000;
        let mut claims = json!({
            "iss": self.issuer(), "sub": "subject-1", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce,
            "email": EMAIL, "email_verified": true,
        });
        for (claim, value) in word.claims {
            claims[claim] = value;
        }
        let head = json!({"alg": word.algorithm, "kid": "k", "typ": "JWT"});
        let signed = [head, claims].map(|part| BASE64.encode(part.to_string())).join(".");
        if word.algorithm == "none" {
            return format!("{signed}.");
        }
        let other = SigningKey::from_slice(&[7; 32]).unwrap();
        let signature: Signature = if word.is_forged { &other } else { &self.key }.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }
}

async fn describe(State(provider): State<Provider>) -> Json<Value> {
    let issuer = provider.issuer();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "none"],
    }))
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let point = provider.key.verifying_key().to_sec1_point(false);
    let (x, y) = (BASE64.encode(point.x().unwrap()), BASE64.encode(point.y().unwrap()));
    Json(json!({"keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "k", "x": x, "y": y}]}))
}

async fn token(State(provider): State<Provider>, Form(form): Form<HashMap<String, String>>) -> (StatusCode, Json<Value>) {
    let known = provider.codes.lock().unwrap().remove(&form["code"]);
    let refused = (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"})));
    let Some((nonce, challenge)) = known else { return refused };
    if BASE64.encode(Sha256::digest(form["code_verifier"].as_bytes())) != challenge {
        return refused;
    }
    let id_token = provider.id_token(&nonce);
    (StatusCode::OK, Json(json!({"access_token": "a", "token_type": "Bearer", "id_token": id_token})))
}

/// A part of an address's query.
fn in_query(url: &str, name: &str) -> String {
    let pair = url.split(['?', '&']).find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap();
    pair.to_owned()
}

/// A server that knows the provider, with Ann who has an address there.
async fn with_provider() -> (Provider, Server) {
    let provider = Provider::start().await;
    let openid = Openid::new(&provider.issuer(), Some("Example".to_owned()), CLIENT.to_owned(), Some("secret".to_owned())).unwrap();
    let settings = Settings { openid: Some(openid), ..Settings::default() };
    let server = Server::start_guarded(settings, Limits::default(), Guard::new(100)).await;
    let credential = founding::credential(server.plot.person, EMAIL.to_owned(), guard::hash("correct horse battery").unwrap());
    server.store().identify(server.plot.workspace, vec![IdentityStep::PutCredential(credential)]).await.unwrap();
    (provider, server)
}

/// A browser on its way.
struct Journey {
    /// Where it was sent.
    departure: String,
    cookie: String,
}

impl Server {
    async fn leave(&self, next: &str) -> Journey {
        let path = format!("/w/acme/openid?next={next}");
        let reply = self.client.ask(hyper::Method::GET, &path, &[("cookie", ""), ("accept", "text/html")], "").await;
        assert_eq!(reply.status.as_u16(), 303, "{}", reply.text());
        let cookie = reply.header("set-cookie").to_owned();
        assert!(cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("Max-Age=600"), "{cookie}");
        Journey { departure: reply.header("location").to_owned(), cookie: cookie.split(';').next().unwrap().to_owned() }
    }

    async fn arrive(&self, cookie: &str, code: &str, state: &str) -> Reply {
        let path = format!("/openid/return?code={code}&state={state}");
        self.client.ask(hyper::Method::GET, &path, &[("cookie", cookie), ("accept", "text/html")], "").await
    }

    /// The whole way there and back.
    async fn travel(&self, provider: &Provider) -> Reply {
        let journey = self.leave("").await;
        let code = provider.code(&journey.departure);
        self.arrive(&journey.cookie, &code, &in_query(&journey.departure, "state")).await
    }

    async fn noted(&self) -> Vec<Event> {
        let notes = self.store().sign_ins(self.plot.workspace, self.plot.person, 100).await.unwrap();
        notes.into_iter().map(|note| note.event).collect()
    }
}

#[track_caller]
fn let_in(reply: &Reply) {
    let cookies: Vec<&str> = reply.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/w/acme"), "{}", reply.text());
    assert!(cookies.iter().any(|line| line.starts_with("heliu_session_acme=")), "{cookies:?}");
    assert!(cookies.iter().any(|line| line.starts_with("heliu_openid=;")), "{cookies:?}");
}

/// Refused in the words of any failed sign-in, and without a session.
#[track_caller]
fn kept_out(reply: &Reply, why: &str) {
    assert_eq!(reply.status.as_u16(), 422, "{why}: {}", reply.text());
    assert!(reply.text().contains("The e-mail address or the password is wrong."), "{why}: {}", reply.text());
    assert!(!reply.headers.get_all("set-cookie").iter().any(|line| line.to_str().unwrap().contains("heliu_session")), "{why}");
}

#[tokio::test]
async fn the_first_time_the_address_decides_and_then_the_subject() {
    let (provider, server) = with_provider().await;
    let page = server.client.ask(hyper::Method::GET, "/w/acme/sign-in", &[("cookie", "")], "").await;
    assert!(page.text().contains("Sign in with Example"), "{}", page.text());
    let_in(&server.travel(&provider).await);
    assert_eq!(server.noted().await, [Event::SignedIn, Event::Linked]);
    // The address at the provider may change, even be unverified: the subject is who was linked.
    provider.says("email", json!("ann.new@example.com"));
    provider.says("email_verified", json!(false));
    let_in(&server.travel(&provider).await);
    assert_eq!(server.noted().await, [Event::SignedIn, Event::SignedIn, Event::Linked]);
    // Somebody else who has got the address there is not let in as Ann.
    provider.says("email", json!(EMAIL));
    provider.says("email_verified", json!(true));
    provider.says("sub", json!("subject-2"));
    kept_out(&server.travel(&provider).await, "another subject with the same address");
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_way() {
    let server = Server::start().await;
    let page = server.client.ask(hyper::Method::GET, "/w/acme/sign-in", &[("cookie", "")], "").await;
    assert!(!page.text().contains("openid"), "{}", page.text());
    for path in ["/w/acme/openid", "/openid/return?code=a&state=b"] {
        server.client.get(path).await.refused(404, Code::NotFound);
    }
}

#[tokio::test]
async fn what_the_provider_has_not_said_lets_nobody_in() {
    let (provider, server) = with_provider().await;
    let past = heliu::server::clock::now().0 / 1000 - 3600;
    let lies = [
        ("aud", json!("another-client")),
        ("aud", json!([CLIENT, "another-client"])),
        ("iss", json!("https://evil.example")),
        ("nonce", json!("another-nonce")),
        ("nonce", Value::Null),
        ("exp", json!(past)),
        ("email_verified", json!(false)),
        ("email_verified", Value::Null),
        ("email", Value::Null),
        ("email", json!("nobody@example.com")),
    ];
    for (claim, value) in lies {
        let before = provider.word.lock().unwrap().clone();
        provider.says(claim, value.clone());
        kept_out(&server.travel(&provider).await, &format!("{claim} {value}"));
        *provider.word.lock().unwrap() = before;
    }
    for (algorithm, is_forged) in [("none", false), ("ES256", true), ("HS256", false)] {
        let before = provider.word.lock().unwrap().clone();
        provider.word.lock().unwrap().algorithm = algorithm;
        provider.word.lock().unwrap().is_forged = is_forged;
        kept_out(&server.travel(&provider).await, algorithm);
        *provider.word.lock().unwrap() = before;
    }
    assert!(server.noted().await.iter().all(|event| *event == Event::Failed));
    let_in(&server.travel(&provider).await);
}

#[tokio::test]
async fn the_way_back_belongs_to_the_browser_that_left() {
    let (provider, server) = with_provider().await;
    let journey = server.leave("").await;
    let state = in_query(&journey.departure, "state");
    let code = provider.code(&journey.departure);
    // Another state, none, and another browser.
    kept_out(&server.arrive(&journey.cookie, &code, "guessed").await, "wrong state");
    kept_out(&server.arrive(&journey.cookie, &code, "").await, "no state");
    assert_eq!(server.arrive("", &code, &state).await.status.as_u16(), 410);
    let other = server.leave("").await;
    kept_out(&server.arrive(&other.cookie, &code, &state).await, "another browser");
    // A code that was stolen is of no use without the verifier, even with the thief's own state.
    kept_out(&server.arrive(&other.cookie, &code, &in_query(&other.departure, "state")).await, "another's code");
    let code = provider.code(&journey.departure);
    let_in(&server.arrive(&journey.cookie, &code, &state).await);
    kept_out(&server.arrive(&journey.cookie, &code, &state).await, "a code that was used");
    kept_out(&server.arrive(&journey.cookie, "", &state).await, "no code");
}

#[tokio::test]
async fn it_leads_nowhere_but_here() {
    let (provider, server) = with_provider().await;
    for (next, expected) in [
        ("%2Fw%2Facme%2Fsettings", "/w/acme/settings"),
        ("https:%2F%2Fevil.example", "/w/acme"),
        ("%2F%2Fevil.example", "/w/acme"),
        ("%2F%5Cevil.example", "/w/acme"),
    ] {
        let journey = server.leave(next).await;
        assert!(journey.departure.starts_with(&format!("{}/authorize?", provider.issuer())), "{}", journey.departure);
        assert_eq!(in_query(&journey.departure, "code_challenge_method"), "S256");
        let code = provider.code(&journey.departure);
        let reply = server.arrive(&journey.cookie, &code, &in_query(&journey.departure, "state")).await;
        assert_eq!(reply.header("location"), expected, "{next}");
    }
}

#[tokio::test]
async fn whoever_was_deactivated_stays_out() {
    let (provider, server) = with_provider().await;
    server.admit("Boss", Access::Administrator).await;
    let_in(&server.travel(&provider).await);
    let people = server.store().people(server.plot.workspace).await.unwrap();
    let ann = people.into_iter().find(|person| person.id == server.plot.person).unwrap();
    server.plot.commit(server.store(), Command::Directory(DirectoryCommand::SavePerson(Person { active: false, ..ann }))).await;
    kept_out(&server.travel(&provider).await, "deactivated after the first time");
    let (provider, server) = with_provider().await;
    server.admit("Boss", Access::Administrator).await;
    let people = server.store().people(server.plot.workspace).await.unwrap();
    let ann = people.into_iter().find(|person| person.id == server.plot.person).unwrap();
    server.plot.commit(server.store(), Command::Directory(DirectoryCommand::SavePerson(Person { active: false, ..ann }))).await;
    kept_out(&server.travel(&provider).await, "deactivated before the first time");
}

#[tokio::test]
async fn a_provider_that_misbehaves_costs_little() {
    // It redirects, answers without end, or is not there.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let endless = || async { axum::body::Body::from(vec![b' '; 10 * 1024 * 1024]) };
    let away = || async { axum::response::Redirect::to("http://169.254.169.254/latest/meta-data") };
    let router = Router::new()
        .route("/endless/.well-known/openid-configuration", get(endless))
        .route("/away/.well-known/openid-configuration", get(away));
    tokio::spawn(accept::serve(listener, router, Limits::default(), std::future::pending()));
    for path in ["endless", "away", "missing"] {
        let openid = Openid::new(&format!("http://{address}/{path}"), None, CLIENT.to_owned(), None).unwrap();
        let server = Server::start_with(Settings { openid: Some(openid), ..Settings::default() }, Limits::default()).await;
        let reply = server.client.browse("/w/acme/openid", &[]).await;
        assert_eq!(reply.status.as_u16(), 503, "{path}");
    }
    assert!(Openid::new("http://idp.example", None, CLIENT.to_owned(), None).is_err(), "anybody could listen in");
    assert!(Openid::new("nonsense", None, CLIENT.to_owned(), None).is_err());
}

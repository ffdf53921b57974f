//! Sessions: how a browser shows who it is, and from where it comes.

use std::{
    net::{IpAddr, SocketAddr},
    sync::atomic::{AtomicU32, Ordering},
};

use axum::http::{Extensions, HeaderMap, HeaderValue, header};
use heliu_domain::{CommandId, PersonId, Problem, SessionId, Timestamp, directory::Workspace, identity::SESSION_LIFE, text};
use heliu_store::{Event, IdentityStep, Note, Session};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::server::{
    clock,
    context::{Context, Settings, cookie},
    random,
};

/// The other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// From where and with what a request comes, in the words that are recorded.
#[derive(Clone, Debug)]
pub struct Origin {
    pub address: IpAddr,
    /// What the browser says that it is.
    pub device: String,
}

impl Origin {
    /// The origin of a request. What a proxy says of the address is believed only of those that the operator named.
    pub fn of(settings: &Settings, extensions: &Extensions, headers: &HeaderMap) -> Self {
        let peer = extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0.ip().to_canonical());
        let device = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let device: String = device.chars().take(300).collect();
        Self { address: forwarded(settings, peer, headers), device: text::line("device", &device, 300).unwrap_or_default() }
    }

    /// An entry of the record about a person.
    pub fn note(&self, person: Option<PersonId>, actor: Option<PersonId>, event: Event) -> IdentityStep {
        let (device, address) = (self.device.clone(), self.address.to_string());
        tracing::info!(event = event.as_str(), person = ?person, actor = ?actor, %address, "sign_in");
        let note = Note { person, actor, event, at: clock::now(), device, address, tried: String::new() };
        IdentityStep::Record { id: note_id(note.at), note }
    }
}

/// The id of a note: of version 7, with a counter before its random bits, so that notes of one millisecond keep their order.
fn note_id(at: Timestamp) -> Uuid {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut bytes: [u8; 10] = random::bytes();
    // The version and the variant are written over bits of the first three.
    bytes[..3].fill(0);
    bytes[3..7].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    CommandId::new(at, bytes).0
}

/// The address of who is behind the proxies: the last one that none of ours has appended.
fn forwarded(settings: &Settings, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let mut address = peer;
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").into_iter().filter_map(|line| line.to_str().ok()).collect();
    let mut hops = lines.iter().flat_map(|line| line.split(',')).rev().map(|hop| hop.trim().parse::<IpAddr>().ok());
    while settings.trusted_proxies.iter().any(|network| network.contains(&address)) {
        match hops.next().flatten() {
            Some(hop) => address = hop.to_canonical(),
            None => break,
        }
    }
    address
}

/// A new secret of 256 random bits.
pub fn secret() -> String {
    hex(&random::bytes::<32>())
}

/// What is stored of a secret: enough to recognise it.
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The cookie of a workspace's session. Behind HTTPS its name lets the browser refuse one that another host has set.
pub fn cookie_name(settings: &Settings, slug: &str) -> String {
    let prefix = if settings.is_https() { "__Host-" } else { "" };
    format!("{prefix}heliu_session_{slug}")
}

/// The session that the request's cookie names, with whose it is, if it can be used now; using it keeps it alive.
///
/// # Errors
/// The store does not answer.
pub async fn present(
    context: &Context,
    headers: &HeaderMap,
    workspace: &Workspace,
) -> Result<Option<(Session, heliu_domain::directory::Person)>, Problem> {
    const TOUCH: i64 = 60_000;
    let Some(token) = cookie(headers, &cookie_name(&context.settings, &workspace.slug)) else { return Ok(None) };
    let now = clock::now();
    let found = context.store.session(workspace, &hash(token), now).await?;
    if let Some((session, _)) = &found
        && now.0 - session.seen_at.0 >= TOUCH
    {
        let (store, workspace, session) = (context.store.clone(), workspace.id, session.id);
        // Nobody waits for it: a use that is not noted only lets the session end sooner.
        tokio::spawn(async move { store.identify(workspace, vec![IdentityStep::Seen { session, at: now }]).await });
    }
    Ok(found)
}

/// The workspaces that a request may hear of: those of its sessions, and sample data.
///
/// # Errors
/// The store does not answer.
pub async fn workspaces(context: &Context, headers: &HeaderMap) -> Result<Vec<Workspace>, Problem> {
    let mut open = Vec::new();
    for workspace in context.store.workspaces().await? {
        if workspace.sample || present(context, headers, &workspace).await?.is_some() {
            open.push(workspace);
        }
    }
    Ok(open)
}

/// Begins a session and answers the header that gives it to the browser; the session that the request came with ends.
///
/// # Errors
/// The person is not active, or the store does not answer; then none of `steps` is done either.
pub async fn begin(
    context: &Context,
    headers: &HeaderMap,
    origin: &Origin,
    workspace: &Workspace,
    person: PersonId,
    mut steps: Vec<IdentityStep>,
) -> Result<HeaderValue, Problem> {
    let at = clock::now();
    if let Some((old, owner)) = present(context, headers, workspace).await? {
        steps.push(IdentityStep::EndSession { person: owner.id, session: old.id });
    }
    let token = secret();
    let (device, address) = (origin.device.clone(), origin.address.to_string());
    let session = Session { id: SessionId::new(at, random::bytes()), person, device, address, created_at: at, seen_at: at };
    steps.push(IdentityStep::BeginSession { session, token: hash(&token) });
    steps.push(origin.note(Some(person), None, Event::SignedIn));
    context.store.identify(workspace.id, steps).await?;
    context.hub.sessions_changed(workspace.id);
    Ok(given(&context.settings, &workspace.slug, &token, SESSION_LIFE / 1000))
}

/// The header that takes the session from the browser.
pub fn taken(settings: &Settings, slug: &str) -> HeaderValue {
    given(settings, slug, "", 0)
}

fn given(settings: &Settings, slug: &str, token: &str, seconds: i64) -> HeaderValue {
    set_cookie(settings, &cookie_name(settings, slug), token, seconds)
}

/// The line that gives the browser a cookie for so many seconds, out of reach of scripts and other sites' forms. Name and value are
/// plain ASCII.
pub fn set_cookie(settings: &Settings, name: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}

/// A text as a part of a URL's query.
pub fn in_query(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Percent-encoded UTF-8 as text; none when it is anything else.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_decoded_or_refused() {
        assert_eq!(decoded("%E5%95%86%20a.csv").as_deref(), Some("商 a.csv"));
        assert_eq!(decoded("%E5"), None);
        assert_eq!(decoded("%zz"), None);
        assert_eq!(decoded("%+1"), None);
    }

    fn check(peer: &str, lines: &[&'static str], expected: &str) {
        let settings = Settings {
            trusted_proxies: ["10.0.0.1/32", "10.0.0.2/32", "172.16.0.0/12", "fd00::/8"].map(|network| network.parse().unwrap()).to_vec(),
            ..Settings::default()
        };
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        assert_eq!(forwarded(&settings, peer.parse().unwrap(), &headers), expected.parse::<IpAddr>().unwrap(), "{peer} {lines:?}");
    }

    #[test]
    fn only_a_named_proxy_is_believed() {
        check("192.0.2.7", &["203.0.113.9"], "192.0.2.7");
        check("10.0.0.1", &["203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &[], "10.0.0.1");
        // What the client made up stands to the left of what the proxy appended.
        check("10.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &["1.1.1.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9");
        check("10.0.0.1", &["nonsense"], "10.0.0.1");
        // A whole network of proxies, up to its edges.
        check("172.16.0.0", &["203.0.113.9"], "203.0.113.9");
        check("172.31.255.255", &["203.0.113.9, 172.20.1.1"], "203.0.113.9");
        check("172.32.0.0", &["203.0.113.9"], "172.32.0.0");
        check("fd12::1", &["2001:db8::5"], "2001:db8::5");
        check("fe80::1", &["2001:db8::5"], "fe80::1");
    }

    #[test]
    fn notes_of_one_instant_keep_their_order() {
        let ids: Vec<Uuid> = (0..1_000).map(|_| note_id(Timestamp(1_700_000_000_000))).collect();
        assert!(ids.is_sorted_by(|one, two| one < two));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn a_secret_is_long_and_its_hash_another() {
        let (one, two) = (secret(), secret());
        assert!(one.len() == 64 && one != two);
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_path_survives_being_a_parameter() {
        assert_eq!(in_query("/w/a?q=b&c=ü #"), "/w/a%3Fq%3Db%26c%3D%C3%BC%20%23");
    }
}

//! Signing in and what guards it: sessions, links, codes, tries, and what strangers may learn.

use std::{
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

use heliu::server::{
    accept::Limits,
    clock,
    context::Settings,
    founding, guard,
    guard::Guard,
    mail::Mail,
    second_factor, session,
    session::{hash, secret},
};
use heliu_domain::{
    Code, Command, PersonId,
    directory::{Access, Department, DirectoryCommand, Person},
};
use heliu_store::{Event, IdentityStep};
use hyper::{HeaderMap, Method};
use tokio::time::timeout;

use crate::harness::*;

const EMAIL: &str = "ann@example.com";
const PASSWORD: &str = "correct horse battery";

/// A server whose Ann signs in by password.
async fn with_ann(settings: Settings, tries: u32) -> Server {
    let server = Server::start_guarded(settings, Limits::default(), Guard::new(tries)).await;
    let credential = founding::credential(server.plot.person, EMAIL.to_owned(), guard::hash(PASSWORD).unwrap());
    server.identify(vec![IdentityStep::PutCredential(credential)]).await;
    server
}

impl Server {
    async fn identify(&self, steps: Vec<IdentityStep>) {
        self.store().identify(self.plot.workspace, steps).await.unwrap();
    }

    /// Somebody who joins, without a way to sign in yet.
    async fn join(&self, name: &str, access: Access) -> PersonId {
        let person = Person { access, ..Person::member(id(PersonId::new), name.to_owned(), Department::Sales) };
        let joined = person.id;
        self.plot.commit(self.store(), Command::Directory(DirectoryCommand::SavePerson(person))).await;
        joined
    }

    async fn form(&self, path: &str, cookie: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let body =
            fields.iter().map(|(name, value)| format!("{name}={}", session::in_query(value).replace('/', "%2F"))).collect::<Vec<_>>();
        let own = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html"), ("cookie", cookie)];
        self.client.ask(Method::POST, path, &[&own[..], headers].concat(), body.join("&")).await
    }

    async fn sign_in(&self, email: &str, password: &str) -> Reply {
        self.form("/w/acme/sign-in", "", &[("email", email), ("password", password)], &[]).await
    }

    async fn events(&self) -> Vec<Event> {
        let notes = self.store().sign_ins(self.plot.workspace, self.plot.person, 100).await.unwrap();
        notes.into_iter().map(|note| note.event).collect()
    }

    async fn status(&self, cookie: &str) -> u16 {
        let headers = [("content-type", "application/json"), ("cookie", cookie)];
        self.client.ask(Method::POST, "/api/workspace", &headers, r#"{"workspace":"acme"}"#).await.status.as_u16()
    }
}

/// The session that an answer gives: `name=value`.
fn given(headers: &HeaderMap) -> String {
    let mut cookies = headers.get_all("set-cookie").into_iter().map(|line| line.to_str().unwrap());
    let session = cookies.rfind(|line| line.contains("heliu_session_")).expect("a session is given");
    session.split(';').next().unwrap().to_owned()
}

/// The value of a hidden or shown field of a page.
fn field(page: &str, name: &str) -> String {
    let tag = page.split('<').find(|tag| tag.contains(&format!("name=\"{name}\""))).unwrap_or_else(|| panic!("{name} in {page}"));
    tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
}

/// The path of the link that a page shows.
fn shown_link(page: &str) -> String {
    let start = page.find("/ticket/").expect("a link is shown");
    let token: String = page[start + 8..].chars().take_while(char::is_ascii_hexdigit).collect();
    format!("/w/acme/ticket/{token}")
}

#[tokio::test]
async fn a_password_lets_in_and_a_new_session_begins_each_time() {
    let server = with_ann(Settings::default(), 10).await;
    let first = server.sign_in("  Ann@Example.com ", PASSWORD).await;
    assert_eq!((first.status.as_u16(), first.header("location")), (303, "/w/acme"));
    let cookie = first.headers.get_all("set-cookie").iter().next().unwrap().to_str().unwrap().to_owned();
    let parts: Vec<&str> = cookie.split("; ").collect();
    assert_eq!(parts[1..], ["Path=/", "Max-Age=7776000", "HttpOnly", "SameSite=Lax"], "{cookie}");
    let first = given(&first.headers);
    assert_eq!(first.len(), "heliu_session_acme=".len() + 64);
    assert_eq!(server.status(&first).await, 200);
    // Whoever planted a session in the browser does not get in with it, and signing in again ends the one before.
    let planted = format!("heliu_session_acme={}", secret());
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let second = given(&server.form("/w/acme/sign-in", &planted, &fields, &[]).await.headers);
    assert_ne!(second, planted);
    assert_eq!((server.status(&planted).await, server.status(&second).await, server.status(&first).await), (401, 200, 200));
    let third = given(&server.form("/w/acme/sign-in", &second, &fields, &[]).await.headers);
    assert_eq!((server.status(&second).await, server.status(&third).await), (401, 200));
    let out = server.form("/w/acme/sign-out", &third, &[], &[]).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{:?}", out.headers);
    assert_eq!(server.status(&third).await, 401);
    assert_eq!(server.events().await, [Event::SignedOut, Event::SignedIn, Event::SignedIn, Event::SignedIn]);
}

#[tokio::test]
async fn the_token_itself_is_stored_nowhere() {
    let server = with_ann(Settings::default(), 10).await;
    let cookie = given(&server.sign_in(EMAIL, PASSWORD).await.headers);
    let token = cookie.split('=').nth(1).unwrap();
    let copy = server.folder.path().join("copy");
    server.store().backup(&copy).await.unwrap();
    let bytes = std::fs::read(copy).unwrap();
    let contains = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(contains(&hash(token)) && !contains(token) && !contains(PASSWORD));
}

#[tokio::test]
async fn behind_https_the_cookie_belongs_to_this_host_alone() {
    let settings = Settings { public_url: Some("https://heliu.example".to_owned()), ..Settings::default() };
    let server = with_ann(settings, 10).await;
    let reply = server.sign_in(EMAIL, PASSWORD).await;
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("__Host-heliu_session_acme=") && cookie.ends_with("; Secure"), "{cookie}");
    let bare = given(&reply.headers).replace("__Host-", "");
    assert_eq!((server.status(&given(&reply.headers)).await, server.status(&bare).await), (200, 401));
}

#[tokio::test]
async fn without_a_session_nothing_is_to_be_had() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let pipeline = server.plot.pipeline;
    let page = server.client.browse(&format!("{}?q=a b", server.board()).replace(' ', "%20"), &[("cookie", "")]).await;
    let expected = format!("/w/acme/sign-in?next=/w/acme/board/{pipeline}%3Fq%3Da%2520b");
    assert_eq!((page.status.as_u16(), page.header("location")), (303, expected.as_str()));
    for path in ["/w/acme", "/w/acme/settings", "/w/acme/nowhere", "/w/acme/profile"] {
        let page = server.client.browse(path, &[("cookie", "")]).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (303, format!("/w/acme/sign-in?next={path}").as_str()));
    }
    for path in [
        "/live/acme".to_owned(),
        format!("/files/acme/{card}"),
        format!("/export/acme/{pipeline}.csv"),
        format!("/export/acme/{pipeline}.json"),
    ] {
        server.client.ask(Method::GET, &path, &[("cookie", "")], "").await.refused(401, Code::SignedOut);
    }
    let json = [("content-type", "application/json"), ("cookie", "")];
    for (path, body) in [("workspace", "{\"workspace\":\"acme\"}"), ("changes", "{\"workspace\":\"acme\",\"since\":0}")] {
        server.client.ask(Method::POST, &format!("/api/{path}"), &json, body).await.refused(401, Code::SignedOut);
    }
    server
        .client
        .ask(Method::POST, "/import/acme/file", &[("x-file-name", "a.csv"), ("cookie", "")], "title")
        .await
        .refused(401, Code::SignedOut);
}

#[tokio::test]
async fn the_session_of_one_workspace_opens_no_other() {
    let server = Server::start().await;
    let other = Plot::lay(server.store(), "other").await;
    let foreign = other.cookie("other").replace("_other=", "_acme=");
    assert_eq!((server.status(&foreign).await, server.status(&other.cookie("other")).await), (401, 401));
    // Nor does anybody hear of workspaces where the browser is not signed in.
    let known: serde_json::Value = server.client.post("/api/workspace", r#"{"workspace":"acme"}"#).await.json();
    assert_eq!(known["workspaces"], serde_json::json!([["acme", "acme"]]));
}

#[tokio::test]
async fn strangers_are_told_no_names() {
    let server = Server::start().await;
    let home = server.client.browse("/", &[("cookie", "")]).await;
    assert_eq!((home.status.as_u16(), home.header("location")), (303, "/w/acme"));
    Plot::lay(server.store(), "other").await;
    let home = server.client.browse("/", &[("cookie", "")]).await;
    assert!(home.status == 200 && !home.text().contains("acme") && !home.text().contains("other"), "{}", home.text());
    let home = server.client.browse("/", &[]).await;
    assert_eq!((home.status.as_u16(), home.header("location")), (303, "/w/acme"));
    assert_eq!(server.client.browse("/?workspace=ACME", &[("cookie", "")]).await.header("location"), "/w/acme");
    assert_eq!(server.client.browse("/?workspace=nowhere", &[("cookie", "")]).await.status, 404);
}

#[tokio::test]
async fn a_sign_in_leads_back_but_never_away() {
    let server = with_ann(Settings::default(), 20).await;
    for (next, expected) in [
        ("/w/acme/settings?a=b", "/w/acme/settings?a=b"),
        ("//evil.example", "/w/acme"),
        ("/\\evil.example", "/w/acme"),
        ("https://evil.example/", "/w/acme"),
        ("javascript:alert(1)", "/w/acme"),
        ("/\r\nset-cookie: a=b", "/w/acme"),
    ] {
        let fields = [("email", EMAIL), ("password", PASSWORD), ("next", next)];
        let reply = server.form("/w/acme/sign-in", "", &fields, &[]).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (303, expected), "{next:?}");
    }
    let language = server.form("/language", "", &[("language", "zh"), ("next", "//evil.example")], &[]).await;
    assert_eq!(language.header("location"), "/");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_the_same() {
    let server = with_ann(Settings::default(), 100_000).await;
    let text = |reply: &Reply, email: &str| reply.text().replace(email, "");
    let wrong = server.sign_in(EMAIL, "wrong password").await;
    let unknown = server.sign_in("bob@example.com", "wrong password").await;
    assert_eq!((wrong.status.as_u16(), unknown.status.as_u16()), (422, 422));
    assert_eq!(text(&wrong, EMAIL), text(&unknown, "bob@example.com"));
    assert!(wrong.text().contains("The e-mail address or the password is wrong") && wrong.text().contains(EMAIL));
    assert!(!wrong.text().contains("wrong password"), "the password does not come back");
    // In pairs, one first and then the other, so that what else the machine does meets both.
    let started = Instant::now();
    let mut ratios = Vec::new();
    for round in 0..500 {
        if round >= 40 && started.elapsed() > Duration::from_secs(7) {
            break;
        }
        let mut times = HashMap::new();
        let mut pair = [EMAIL, "bob@example.com"];
        pair.rotate_left(round % 2);
        for email in pair {
            let begun = Instant::now();
            server.sign_in(email, "wrong password").await;
            times.insert(email, begun.elapsed().as_secs_f64());
        }
        ratios.push(times[EMAIL] / times["bob@example.com"]);
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    assert!((0.75..1.33).contains(&median), "{median} over {} pairs", ratios.len());
}

#[tokio::test]
async fn guessing_ends_soon_wherever_it_comes_from_and_harms_no_session() {
    let proxy: IpAddr = "127.0.0.1".parse().unwrap();
    let server = with_ann(Settings { trusted_proxies: vec![proxy.into()], ..Settings::default() }, 10).await;
    let cookie = given(&server.sign_in(EMAIL, PASSWORD).await.headers);
    let mut statuses = Vec::new();
    for number in 0..12 {
        let address = format!("203.0.113.{number}");
        let fields = [("email", EMAIL), ("password", "guess guess")];
        let headers = [("x-forwarded-for", address.as_str())];
        statuses.push(server.form("/w/acme/sign-in", "", &fields, &headers).await.status.as_u16());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 9, "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
    // Nor with the right password now; but who is in stays in.
    assert_eq!(server.sign_in(EMAIL, PASSWORD).await.status, 429);
    assert_eq!(server.status(&cookie).await, 200);
}

#[tokio::test]
async fn an_address_that_anybody_can_claim_does_not_count_as_another() {
    let server = with_ann(Settings::default(), 1).await;
    let mut refused = 0;
    for number in 0..12 {
        let (email, address) = (format!("p{number}@example.com"), format!("203.0.113.{number}"));
        let fields = [("email", email.as_str()), ("password", "guess guess")];
        let reply = server.form("/w/acme/sign-in", "", &fields, &[("x-forwarded-for", &address)]).await;
        refused += usize::from(reply.status == 429);
    }
    assert_eq!(refused, 2);
    let notes = server.store().sign_ins(server.plot.workspace, server.plot.person, 10).await.unwrap();
    assert!(notes.is_empty());
}

#[tokio::test]
async fn forged_forms_do_nothing() {
    let server = with_ann(Settings::default(), 10).await;
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    for path in ["/w/acme/sign-in", "/w/acme/sign-out", "/w/acme/profile/password", "/start"] {
        let reply = server.form(path, &server.client.cookie, &fields, &[("origin", "https://evil.example")]).await;
        assert!(reply.status == 403 && reply.headers.get("set-cookie").is_none(), "{path}: {}", reply.status);
    }
    assert_eq!(server.status(&server.client.cookie).await, 200);
}

#[tokio::test]
async fn an_invitation_is_used_once_and_can_be_taken_back() {
    let server = Server::start().await;
    let bob = server.join("Bob", Access::Member).await;
    let act = |action: &str| format!("/w/acme/people/{bob}/{action}");
    let cookie = server.client.cookie.clone();
    let email = [("email", "Bob@example.com")];
    let first = shown_link(&server.form(&act("invite"), &cookie, &email, &[]).await.text());
    let second = shown_link(&server.form(&act("invite"), &cookie, &email, &[]).await.text());
    assert_eq!(server.client.browse(&first, &[("cookie", "")]).await.status, 410);
    let page = server.client.browse(&second, &[("cookie", "")]).await;
    assert!(page.status == 200 && page.text().contains("Bob") && page.text().contains("autocomplete=\"new-password\""), "{}", page.text());
    for weak in ["short", "bob@example.com", &"x".repeat(201)] {
        assert_eq!(server.form(&second, "", &[("password", weak)], &[]).await.status, 422);
    }
    let joined = server.form(&second, "", &[("password", PASSWORD)], &[]).await;
    assert_eq!(server.status(&given(&joined.headers)).await, 200);
    assert_eq!(server.form(&second, "", &[("password", "another password")], &[]).await.status, 410);
    assert_eq!(server.sign_in("bob@example.com", PASSWORD).await.status, 303);
    // Who has a password is not invited again, and a member invites nobody.
    assert_eq!(server.form(&act("invite"), &cookie, &email, &[]).await.status, 409);
    assert_eq!(server.form(&act("reset"), &given(&joined.headers), &[], &[]).await.status, 403);
    let carol = server.join("Carol", Access::Member).await;
    assert_eq!(server.form(&format!("/w/acme/people/{carol}/invite"), &cookie, &email, &[]).await.status, 409);
    let link =
        shown_link(&server.form(&format!("/w/acme/people/{carol}/invite"), &cookie, &[("email", "carol@example.com")], &[]).await.text());
    server.form(&format!("/w/acme/people/{carol}/revoke"), &cookie, &[], &[]).await;
    assert_eq!(server.client.browse(&link, &[("cookie", "")]).await.status, 410);
}

#[tokio::test]
async fn a_link_for_a_new_password_works_once_and_ends_all_sessions() {
    let server = with_ann(Settings::default(), 10).await;
    let old = given(&server.sign_in(EMAIL, PASSWORD).await.headers);
    let page = server.form(&format!("/w/acme/people/{}/reset", server.plot.person), &server.client.cookie, &[], &[]).await;
    let link = shown_link(&page.text());
    let reset = server.form(&link, "", &[("password", "another password")], &[]).await;
    assert_eq!(reset.status, 303);
    assert_eq!((server.status(&old).await, server.status(&server.client.cookie).await), (401, 401));
    assert_eq!(server.status(&given(&reset.headers)).await, 200);
    assert_eq!(server.form(&link, "", &[("password", "third password")], &[]).await.status, 410);
    assert_eq!(
        (server.sign_in(EMAIL, PASSWORD).await.status.as_u16(), server.sign_in(EMAIL, "another password").await.status.as_u16()),
        (422, 303)
    );
}

/// A mail server on this machine that takes every letter; they come out whole.
async fn post_office() -> (u16, tokio::sync::mpsc::Receiver<String>) {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (letters, taken) = tokio::sync::mpsc::channel(10);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (reader, mut writer) = stream.into_split();
            let (mut lines, mut letter, mut is_inside) = (BufReader::new(reader).lines(), String::new(), false);
            writer.write_all(b"220 ready\r\n").await.unwrap();
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = match line.as_str() {
                    "." if is_inside => {
                        is_inside = false;
                        // Soft line ends and escapes of quoted-printable.
                        letters.send(letter.replace("=\n", "").replace("=3D", "=")).await.unwrap();
                        "250 taken\r\n"
                    }
                    _ if is_inside => {
                        letter.push_str(&line);
                        letter.push('\n');
                        continue;
                    }
                    "DATA" => {
                        is_inside = true;
                        "354 go on\r\n"
                    }
                    "QUIT" => "221 bye\r\n",
                    _ => "250 fine\r\n",
                };
                writer.write_all(answer.as_bytes()).await.unwrap();
            }
        }
    });
    (port, taken)
}

#[tokio::test]
async fn a_link_for_a_new_password_comes_by_mail_and_asking_tells_nothing() {
    let (port, mut letters) = post_office().await;
    let mail = Mail::new(&format!("smtp://127.0.0.1:{port}"), "Heliu <heliu@example.com>").unwrap();
    let settings = Settings { public_url: Some("https://heliu.example".to_owned()), mail: Some(mail), ..Settings::default() };
    let server = with_ann(settings, 10).await;
    let unknown = server.form("/w/acme/forgot", "", &[("email", "bob@example.com")], &[]).await;
    let known = server.form("/w/acme/forgot", "", &[("email", EMAIL)], &[]).await;
    assert_eq!((known.status.as_u16(), known.text()), (200, unknown.text()));
    let letter = timeout(LONG, letters.recv()).await.unwrap().unwrap();
    assert!(letter.contains("To: ann@example.com") && letter.contains("https://heliu.example/w/acme/ticket/"), "{letter}");
    let link = shown_link(&letter);
    assert_eq!(server.form(&link, "", &[("password", "another password")], &[]).await.status, 303);
    assert_eq!(server.sign_in(EMAIL, "another password").await.status, 303);
    assert!(letters.try_recv().is_err(), "nobody else gets a letter");
}

#[tokio::test]
async fn without_mail_administrators_pass_links_on() {
    let server = with_ann(Settings::default(), 10).await;
    let page = server.form("/w/acme/forgot", "", &[("email", EMAIL)], &[]).await;
    assert!(page.text().contains("Ask an administrator"), "{}", page.text());
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let server = with_ann(Settings::default(), 10).await;
    let (own, other) = (given(&server.sign_in(EMAIL, PASSWORD).await.headers), given(&server.sign_in(EMAIL, PASSWORD).await.headers));
    let wrong = server.form("/w/acme/profile/password", &own, &[("present", "wrong"), ("password", "another password")], &[]).await;
    assert_eq!(wrong.status, 422);
    let done = server.form("/w/acme/profile/password", &own, &[("present", PASSWORD), ("password", "another password")], &[]).await;
    assert_eq!((done.status.as_u16(), server.status(&own).await, server.status(&other).await), (303, 200, 401));
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_no_code_works_twice() {
    let server = with_ann(Settings::default(), 50).await;
    let own = given(&server.sign_in(EMAIL, PASSWORD).await.headers);
    let page = server.form("/w/acme/profile/second-factor", &own, &[], &[]).await;
    assert!(page.text().contains("<svg"), "{}", page.text());
    let credential = async || server.store().credential(server.plot.workspace, server.plot.person).await.unwrap().unwrap();
    let key = credential().await.totp_pending;
    assert_eq!(server.form("/w/acme/profile/confirm", &own, &[("code", "000000")], &[]).await.status, 422);
    assert_eq!(credential().await.totp, "");
    let now = clock::now();
    let code = second_factor::code(&key, now).unwrap();
    let codes = server.form("/w/acme/profile/confirm", &own, &[("code", &code)], &[]).await;
    let codes: Vec<String> = codes.text().split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    let asked = server.sign_in(EMAIL, PASSWORD).await;
    assert!(asked.status == 200 && asked.headers.get("set-cookie").is_none());
    let ticket = field(&asked.text(), "ticket");
    let enter = async |code: &str| server.form("/w/acme/code", "", &[("ticket", &ticket), ("code", code)], &[]).await;
    // The code that turned it on was used by that.
    assert_eq!(enter(&code).await.status, 422);
    assert_eq!(enter("123456").await.status, 422);
    let next = second_factor::code(&key, heliu_domain::Timestamp(now.0 + 30_000)).unwrap();
    let entered = enter(&next).await;
    assert_eq!((entered.status.as_u16(), server.status(&given(&entered.headers)).await), (303, 200));
    // Neither does the page of before let in again.
    assert_eq!(enter(&codes[0]).await.status, 410);
    let by_recovery = async |code: &str| {
        let ticket = field(&server.sign_in(EMAIL, PASSWORD).await.text(), "ticket");
        server.form("/w/acme/code", "", &[("ticket", &ticket), ("code", code)], &[]).await.status.as_u16()
    };
    assert_eq!((by_recovery(&next).await, by_recovery(&codes[0].to_lowercase()).await, by_recovery(&codes[0]).await), (422, 303, 422));
}

#[tokio::test]
async fn codes_are_guessed_a_few_times_only_whatever_tickets_are_fetched() {
    let server = with_ann(Settings::default(), 10).await;
    let own = given(&server.sign_in(EMAIL, PASSWORD).await.headers);
    let credential = server.store().credential(server.plot.workspace, server.plot.person).await.unwrap().unwrap();
    let key = second_factor::key();
    server.identify(vec![IdentityStep::PutCredential(heliu_store::Credential { totp: key.clone(), ..credential })]).await;
    // Nine tries at the password are left, a ticket each, and ten at the code, however many tickets there are.
    let mut tickets = Vec::new();
    for _ in 0..4 {
        tickets.push(field(&server.sign_in(EMAIL, PASSWORD).await.text(), "ticket"));
    }
    let guess = async |ticket: &str, code: &str| server.form("/w/acme/code", "", &[("ticket", ticket), ("code", code)], &[]).await.status;
    let mut statuses = Vec::new();
    for number in 0..14 {
        statuses.push(guess(&tickets[number % 4], &format!("00000{}", number % 10)).await.as_u16());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 10, "{statuses:?}");
    let right = second_factor::code(&key, clock::now()).unwrap();
    assert_eq!(guess(&tickets[0], &right).await.as_u16(), 429);
    assert_eq!(server.status(&own).await, 200);
}

#[tokio::test]
async fn open_streams_end_with_their_session() {
    let server = with_ann(Settings::default(), 10).await;
    let bob = server.join("Bob", Access::Member).await;
    let token = secret();
    server.plot.begin(server.store(), bob, &token).await;
    let cookie = format!("heliu_session_acme={token}");
    let open = async |cookie: &str| {
        let response = server.client.open("/live/acme", &[("cookie", cookie)]).await;
        assert_eq!(response.status(), 200);
        response.into_body()
    };
    let ended = async |body: hyper::body::Incoming| {
        use http_body_util::BodyExt;
        timeout(Duration::from_secs(2), body.collect()).await.is_ok()
    };
    let stays = open(&server.client.cookie).await;
    let stream = open(&cookie).await;
    server.form(&format!("/w/acme/people/{bob}/end-sessions"), &server.client.cookie, &[], &[]).await;
    assert!(ended(stream).await);
    assert_eq!(server.status(&cookie).await, 401);
    // Deactivation is a command like any other, and ends sessions for good.
    server.plot.begin(server.store(), bob, &token).await;
    let stream = open(&cookie).await;
    let save = |active: bool| {
        let person = Person { active, ..Person::member(bob, "Bob".to_owned(), Department::Sales) };
        Command::Directory(DirectoryCommand::SavePerson(person))
    };
    server.client.run(save(false)).await;
    assert!(ended(stream).await);
    server.client.run(save(true)).await;
    assert_eq!(server.status(&cookie).await, 401);
    assert!(!ended(stays).await);
}

#[tokio::test]
async fn whoever_is_not_active_any_more_cannot_sign_in() {
    let server = with_ann(Settings::default(), 10).await;
    let boss = server.join("Boss", Access::Administrator).await;
    let token = secret();
    server.plot.begin(server.store(), boss, &token).await;
    let person = Person { active: false, ..Person::member(server.plot.person, "Ann".to_owned(), Department::Sales) };
    let body = serde_json::json!({"workspace": SLUG, "envelopes": [envelope(Command::Directory(DirectoryCommand::SavePerson(person)))]});
    let headers = [("content-type", "application/json"), ("cookie", &*format!("heliu_session_acme={token}"))];
    assert_eq!(server.client.ask(Method::POST, "/api/send", &headers, body.to_string()).await.status, 200);
    let reply = server.sign_in(EMAIL, PASSWORD).await;
    assert!(reply.status == 422 && reply.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn real_workspaces_are_not_entered_by_a_click() {
    let server = Server::start().await;
    let person = server.plot.person.to_string();
    let reply = server.form("/w/acme/sign-in", "", &[("person", &person)], &[]).await;
    assert!(reply.status == 403 && reply.headers.get("set-cookie").is_none(), "{}", reply.status);
}

#[tokio::test]
async fn the_first_start_asks_for_the_token_of_the_console() {
    let token = "the token of the console".to_owned();
    let server = Server::start_empty(Settings { setup_token: Some(token.clone()), ..Settings::default() }).await;
    assert!(server.client.browse("/", &[]).await.text().contains("name=\"setup_token\""));
    let mut fields = vec![("workspace", "Acme GmbH"), ("person", "Ada"), ("email", EMAIL), ("password", PASSWORD), ("currency", "EUR")];
    let refused = server.form("/start", "", &fields, &[]).await;
    assert!(refused.status == 422 && refused.text().contains("Acme GmbH") && !refused.text().contains(PASSWORD), "{}", refused.text());
    assert_eq!(server.form("/demo", "", &[], &[]).await.status, 422);
    fields.push(("setup_token", &token));
    let founded = server.form("/start", "", &fields, &[]).await;
    assert_eq!((founded.status.as_u16(), founded.header("location")), (303, "/w/acme-gmbh"));
    let cookie = given(&founded.headers);
    assert_eq!(server.client.browse("/w/acme-gmbh", &[("cookie", &cookie)]).await.status.as_u16() / 100, 3);
    assert_eq!(server.form("/start", "", &fields, &[]).await.status, 403);
}

//! What browsers download: carried in the binary by a release, read from disk by a development build.
//!
//! The script, the wasm and the stylesheet are addressed by the build's id, so that they can be cached for ever and the pages
//! need nothing but that id to name them; on disk and in the binary they keep the names that the build gave them.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use bytes::Bytes;
use leptos::config::LeptosOptions;

const NAME: &str = "heliu";
const PKG: &str = "pkg/";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

/// The files of the site.
#[derive(Clone)]
pub struct Assets(Arc<Source>);

enum Source {
    /// By path, the main ones without the hash in their name.
    Carried {
        build: String,
        files: HashMap<String, Packed>,
    },
    Folder(PathBuf),
}

/// A file with the forms in which it can travel.
#[derive(Clone, Default)]
struct Packed {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    tag: String,
}

impl Assets {
    /// The files of a release, each with its path below the site's root.
    pub fn carried(site: impl IntoIterator<Item = (Cow<'static, str>, Cow<'static, [u8]>)>) -> Self {
        let mut files: HashMap<String, Packed> = HashMap::new();
        for (path, bytes) in site {
            let bytes = match bytes {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            };
            if let Some(path) = path.strip_suffix(".br") {
                files.entry(plain_name(path)).or_default().brotli = Some(bytes);
            } else if let Some(path) = path.strip_suffix(".gz") {
                files.entry(plain_name(path)).or_default().gzip = Some(bytes);
            } else {
                let file = files.entry(plain_name(&path)).or_default();
                file.tag = tag(&bytes);
                file.plain = bytes;
            }
        }
        let mut tags: Vec<_> = files.iter().filter(|(path, _)| path.starts_with(PKG)).map(|(path, file)| (path, &file.tag)).collect();
        tags.sort();
        let mut hasher = DefaultHasher::new();
        (env!("CARGO_PKG_VERSION"), tags).hash(&mut hasher);
        let build = format!("{:016x}", hasher.finish());
        Self(Arc::new(Source::Carried { build, files }))
    }

    /// The files of a folder, read anew for every request.
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Source::Folder(path.into())))
    }

    /// Names the build, so that an open page notices that the server has become another one.
    pub fn build(&self) -> &str {
        match &*self.0 {
            Source::Carried { build, .. } => build,
            Source::Folder(_) => "dev",
        }
    }

    /// Whether the files stay the same as long as the process lives.
    pub fn is_fixed(&self) -> bool {
        matches!(&*self.0, Source::Carried { .. })
    }

    /// The options under which leptos writes the addresses of script, wasm and stylesheet.
    ///
    /// `hash_files` stays off, because leptos would look for the hashes in a file beside the binary.
    pub fn options(&self) -> LeptosOptions {
        let name = if self.is_fixed() { format!("{NAME}.{}", self.build()) } else { NAME.to_owned() };
        LeptosOptions::builder().output_name(name).site_root("target/site").site_pkg_dir("pkg").build()
    }

    /// The path of the stylesheet.
    pub fn style(&self) -> String {
        format!("/{PKG}{}.css", self.options().output_name)
    }

    /// The answer to a request for a file, if there is one of that path. A query makes the address that of one version.
    pub async fn answer(&self, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
        let path = uri.path().trim_start_matches('/');
        match &*self.0 {
            Source::Carried { build, files } => {
                let addressed = path.strip_prefix(PKG).and_then(|name| name.strip_prefix(NAME)).and_then(|name| name.strip_prefix('.'));
                match addressed.and_then(|name| name.strip_prefix(build.as_str())) {
                    // Without the variable that cargo-leptos sets, leptos asks for `…_bg.wasm`.
                    Some(rest) => {
                        let file = files.get(&format!("{PKG}{NAME}{}", rest.trim_start_matches("_bg")))?;
                        Some(file.answer(path, headers, FOREVER))
                    }
                    None => Some(files.get(path)?.answer(path, headers, if uri.query().is_some() { FOREVER } else { caching(path) })),
                }
            }
            Source::Folder(root) => {
                let plain = Bytes::from(read(root, path).await?);
                let file = Packed { tag: tag(&plain), plain, ..Packed::default() };
                Some(file.answer(path, headers, ASK_FIRST))
            }
        }
    }
}

impl Packed {
    fn answer(&self, path: &str, headers: &HeaderMap, caching: HeaderValue) -> Response {
        let mut response = Response::new(Body::empty());
        let tag = format!("W/\"{}\"", self.tag);
        let answers = response.headers_mut();
        answers.insert(header::CACHE_CONTROL, caching);
        answers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            answers.insert(header::ETAG, tag);
        }
        if is_known(headers, &tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        answers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime(path)));
        let (encoding, bytes) = match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(headers, "br") => (Some("br"), brotli),
            (_, Some(gzip)) if accepts(headers, "gzip") => (Some("gzip"), gzip),
            _ => (None, &self.plain),
        };
        if let Some(encoding) = encoding {
            answers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        *response.body_mut() = Body::from(bytes.clone());
        response
    }
}

/// Whether the client says that it has the version with this entity tag.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bare = tag.trim_start_matches("W/");
    known.split(',').any(|one| one.trim().trim_start_matches("W/") == bare)
}

fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let offers = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    offers.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        parts.next() == Some(coding) && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// `pkg/heliu.HASH.wasm` is kept as `pkg/heliu.wasm`, everything else under its own name.
fn plain_name(path: &str) -> String {
    let main = path.strip_prefix(PKG).and_then(|name| name.strip_prefix(NAME)).and_then(|name| name.strip_prefix('.'));
    match main.and_then(|rest| rest.rsplit_once('.')) {
        Some((_, kind)) if matches!(kind, "js" | "wasm" | "css") => format!("{PKG}{NAME}.{kind}"),
        _ => path.to_owned(),
    }
}

async fn read(root: &Path, path: &str) -> Option<Vec<u8>> {
    let below = Path::new(path);
    let is_plain = !path.is_empty() && below.components().all(|part| matches!(part, Component::Normal(_)));
    let unhashed = path.replace("_bg.wasm", ".wasm");
    for candidate in [path, unhashed.as_str()] {
        if is_plain && let Ok(bytes) = tokio::fs::read(root.join(candidate)).await {
            return Some(bytes);
        }
    }
    // A build with hashed names is served as well.
    let (folder, name) = path.rsplit_once('/')?;
    let mut entries = tokio::fs::read_dir(root.join(folder)).await.ok().filter(|_| is_plain && folder == "pkg")?;
    while let Ok(Some(entry)) = entries.next_entry().await {
        let found = entry.file_name().to_string_lossy().into_owned();
        if plain_name(&format!("{PKG}{found}")) == format!("{PKG}{}", name.replace("_bg.wasm", ".wasm")) {
            return tokio::fs::read(entry.path()).await.ok();
        }
    }
    None
}

fn tag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

/// How long a file without a version in its address is kept. The product's own icons may be a day old, pieces of it may not.
fn caching(path: &str) -> HeaderValue {
    if path.starts_with(PKG) || path.ends_with(".txt") || path == "icons.svg" { ASK_FIRST } else { A_DAY }
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, kind)| kind) {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "json" | "map" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Assets {
        let files: [(&str, &[u8]); 6] = [
            ("pkg/heliu.Ab-1_x.js", b"script"),
            ("pkg/heliu.Cd2.wasm", b"wasm"),
            ("pkg/heliu.Cd2.wasm.br", b"w"),
            ("pkg/snippets/a/inline0.js", b"snippet"),
            ("favicon.svg", b"<svg/>"),
            ("icons.svg", b"<svg/>"),
        ];
        Assets::carried(files.map(|(path, bytes)| (Cow::Borrowed(path), Cow::Borrowed(bytes))))
    }

    async fn check(path: &str, accept: &'static str, expected: Option<(&str, Option<&str>)>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
        let answer = site().answer(&path.parse().unwrap(), &headers).await;
        let text = |name| answer.as_ref().and_then(|answer| answer.headers().get(name)).map(|value: &HeaderValue| value.to_str().unwrap());
        assert_eq!(text(header::CACHE_CONTROL).map(|caching| (caching, text(header::CONTENT_ENCODING))), expected, "{path}");
    }

    #[tokio::test]
    async fn addresses_with_the_build_are_kept_for_ever() {
        let build = site().build().to_owned();
        let forever = "public, max-age=31536000, immutable";
        check(&format!("/pkg/heliu.{build}.wasm"), "gzip, br", Some((forever, Some("br")))).await;
        check(&format!("/pkg/heliu.{build}_bg.wasm"), "br;q=0, gzip", Some((forever, None))).await;
        check(&format!("/pkg/heliu.{build}.js"), "br", Some((forever, None))).await;
        check("/pkg/heliu.0123456789abcdef.js", "br", None).await;
        check("/pkg/snippets/a/inline0.js", "", Some(("no-cache", None))).await;
        check("/favicon.svg", "", Some(("public, max-age=86400", None))).await;
        check("/icons.svg", "", Some(("no-cache", None))).await;
        check("/icons.svg?v=7", "", Some((forever, None))).await;
        check("/../Cargo.toml", "", None).await;
    }

    #[test]
    fn another_file_makes_another_build() {
        let other = Assets::carried([(Cow::Borrowed("pkg/heliu.js"), Cow::Borrowed(b"other".as_slice()))]);
        assert_ne!(site().build(), other.build());
    }

    #[test]
    fn a_known_version_is_recognised_among_several() {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"a\", W/\"b\""));
        assert!(is_known(&headers, "W/\"b\"") && is_known(&headers, "\"a\"") && !is_known(&headers, "\"c\""));
    }
}

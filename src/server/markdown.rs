//! Markdown to HTML that is safe to show: what people write cannot run, load or imitate anything.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use ammonia::Builder;
use heliu_domain::text::BODY_MAX;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

/// Deeper nesting is shown flat.
const DEPTH_MAX: usize = 32;
/// Most bytes of rendered texts that are remembered.
const MEMORY: usize = 4 * 1024 * 1024;

static SAFE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let mut builder = Builder::new();
    builder
        .tags(HashSet::from(tags))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"));
    builder
});

static RENDERED: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);

/// Texts rendered lately, by a hash that nobody outside can foresee.
#[derive(Default)]
struct Memory {
    key: RandomState,
    texts: HashMap<(u64, usize), Arc<str>>,
    size: usize,
}

/// The text as HTML. Longer texts than can be stored are cut.
pub fn render(text: &str) -> Arc<str> {
    let text = text.char_indices().nth(BODY_MAX).and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    let memory = || RENDERED.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (memory().key.hash_one(text), text.len());
    if let Some(known) = memory().texts.get(&key) {
        return known.clone();
    }
    let rendered: Arc<str> = convert(text).into();
    let mut memory = memory();
    memory.size += rendered.len();
    if memory.size > MEMORY {
        memory.texts.clear();
        memory.size = rendered.len();
    }
    memory.texts.insert(key, rendered.clone());
    rendered
}

fn convert(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut depth = 0usize;
    let events = Parser::new_ext(text, options).filter_map(|event| match event {
        Event::Start(tag) => {
            depth += 1;
            (depth <= DEPTH_MAX).then(|| Event::Start(tamed(tag)))
        }
        Event::End(tag) => {
            depth = depth.saturating_sub(1);
            let tag = match tag {
                TagEnd::Image => TagEnd::Link,
                TagEnd::Heading(level) => TagEnd::Heading(lower(level)),
                other => other,
            };
            (depth < DEPTH_MAX).then_some(Event::End(tag))
        }
        // People who press Enter want a new line.
        Event::SoftBreak => Some(Event::HardBreak),
        Event::TaskListMarker(done) => Some(Event::Text(CowStr::Borrowed(if done { "☑ " } else { "☐ " }))),
        // HTML is shown as it was typed.
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        other => Some(other),
    });
    let mut unsafe_html = String::with_capacity(text.len() * 3 / 2);
    #[expect(clippy::disallowed_methods, reason = "this is the one place, and what it makes is cleaned in the next line")]
    html::push_html(&mut unsafe_html, events);
    SAFE.clean(&unsafe_html).to_string()
}

/// Headings of a text stand below those of the page and of the card.
fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// Headings stand below the page's, and an image becomes a link: from elsewhere it would tell its server who reads.
fn tamed(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Heading { level, id, classes, attrs } => Tag::Heading { level: lower(level), id, classes, attrs },
        Tag::Image { dest_url, title, id, .. } => Tag::Link { link_type: LinkType::Inline, dest_url, title, id },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(render(text).trim_end(), expected, "{text}");
    }

    #[test]
    fn common_marks() {
        check("# A\n## B", "<h3>A</h3>\n<h4>B</h4>");
        check("**a** ~~b~~\nc", "<p><strong>a</strong> <del>b</del><br>\nc</p>");
        check("- [x] done", "<ul>\n<li>☑ done</li>\n</ul>");
        check("[a](https://b.example)", "<p><a href=\"https://b.example\" rel=\"nofollow noopener noreferrer\">a</a></p>");
    }

    #[test]
    fn nothing_that_runs_or_loads_survives() {
        check("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
        check("a <b onclick=x>c", "<p>a &lt;b onclick=x&gt;c</p>");
        check("[a](javascript:alert(1))", "<p><a rel=\"nofollow noopener noreferrer\">a</a></p>");
        check("[a](/files/x)", "<p><a rel=\"nofollow noopener noreferrer\">a</a></p>");
        check("![a](https://b.example/c.png)", "<p><a href=\"https://b.example/c.png\" rel=\"nofollow noopener noreferrer\">a</a></p>");
    }

    #[test]
    fn deep_and_long_texts_are_done_in_time() {
        for text in [">".repeat(200_000), "- ".repeat(100_000), "[".repeat(200_000), "*a ".repeat(60_000), "`".repeat(200_000)] {
            let started = std::time::Instant::now();
            assert!(render(&text).len() < 20 * text.len());
            assert!(started.elapsed().as_secs() < 5, "{} {:?}", &text[..2], started.elapsed());
        }
    }
}

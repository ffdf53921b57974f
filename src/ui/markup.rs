//! Text that is written into markup by hand.

/// Text as it may stand in markup and attributes.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            character => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_that_people_write_becomes_markup() {
        assert_eq!(escaped("<img src=x onerror='1'> & \"q\""), "&lt;img src=x onerror=&#39;1&#39;&gt; &amp; &quot;q&quot;");
    }
}

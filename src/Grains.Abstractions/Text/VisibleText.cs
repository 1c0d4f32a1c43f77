using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SalesFlow.Text;

/// <summary>Whether a text shows anything.</summary>
public static class VisibleText
{
    /// <summary>
    /// Whether nothing of a text can be seen: none, empty, or made of white space, of marks of direction and width, and of letters whose glyph is empty.
    /// Control characters are not blank: whoever forbids them says so.
    /// </summary>
    public static bool IsBlank([NotNullWhen(false)] string? text)
    {
        if (text is null) return true;
        foreach (var rune in text.EnumerateRunes())
            if (Shows(rune)) return false;
        return true;
    }

    private static bool Shows(Rune rune) => !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format => false,
        // What is newer than our tables may well be a sign; in the old plane nothing new is to come.
        UnicodeCategory.OtherNotAssigned => !rune.IsBmp,
        _ => !IsHollow(rune.Value),
    };

    /// <summary>Letters, signs and marks by their category, and yet empty: braille blank, Hangul and Khmer fillers, joiner, variation selectors.</summary>
    private static bool IsHollow(int value) => value is 0x2800 or 0x3164 or 0xFFA0 or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x034F
        or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}

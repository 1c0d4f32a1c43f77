using System.Collections.Frozen;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>
/// Passwords that are tried first by whoever guesses. A password is common where nothing is left of it but a common word, however it is written:
/// in capitals, with signs for letters, doubled, or with a year and signs around it.
/// </summary>
internal static class CommonPasswords
{
    private const int ShortestPart = 4;
    private static readonly char[] Around = [.. "0123456789٠١٢٣٤٥٦٧٨٩!?.,;:#*+-_=~()[]{}<>/| "];
    private static readonly FrozenSet<string> Words = Load();

    private static readonly string[] Runs =
    [
        "01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "abcdefghijklmnopqrstuvwxyz",
        "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn",
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "ضصثقفغعهخحجدشسيبلاتنمكط", "٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩",
    ];

    /// <summary>Whether it is one of them.</summary>
    public static bool Knows(string password)
    {
        var lower = password.ToLowerInvariant();
        // First what stands around the word, then the signs within it: the zero of a year is no letter.
        var letters = Plain(lower.Trim(Around));
        return Words.Contains(lower) || Words.Contains(letters) || Words.Contains(Bare(lower)) || Words.Contains(Bare(letters)) || Doubled(Bare(lower))
            || IsRun(lower) || IsRun(Bare(lower));
    }

    /// <summary>Whether it is one or two characters repeated, or says no more than the e-mail or the name.</summary>
    public static bool Repeats(string password, string email, string name)
    {
        var text = password.ToLowerInvariant();
        if (text.Distinct().Count() <= 2) return true;
        var bare = Bare(text);
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return text == email || Says(email) || (at > 0 && Says(email[..at])) || Says(name);

        bool Says(string known)
        {
            var word = Bare(known.ToLowerInvariant());
            return word.Length >= ShortestPart && (bare == word || bare == word + word);
        }
    }

    /// <summary>Only what is neither a sign nor a digit at its ends, and no spaces.</summary>
    private static string Bare(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && !char.IsPunctuation(c) && !char.IsSymbol(c)))
        .Trim(Around);

    private static string Plain(string text) => string.Concat(text.Select(c => c switch
    {
        '@' or '4' => 'a',
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '$' or '5' => 's',
        '7' => 't',
        _ => c,
    }));

    private static bool Doubled(string text) =>
        text.Length >= ShortestPart && text.Length % 2 == 0 && text[..(text.Length / 2)] == text[(text.Length / 2)..] && Words.Contains(text[..(text.Length / 2)]);

    private static bool IsRun(string text) => text.Length >= ShortestPart
        && Runs.Any(run => run.Contains(text, StringComparison.Ordinal) || new string([.. run.Reverse()]).Contains(text, StringComparison.Ordinal));

    private static FrozenSet<string> Load()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("SalesFlow.WebApi.Tenancy.common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}

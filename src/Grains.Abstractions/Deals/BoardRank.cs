namespace SalesFlow.Deals;

/// <summary>
/// Places of cards in a column of the board, as words: a card stands above another where its rank comes first, compared byte by byte; the deal's id
/// decides between equal ranks. A rank can always be made between two others, so that moving a card changes that card only. Ranks consist of digits
/// and letters and never end with <c>0</c>.
/// </summary>
public static class BoardRank
{
    /// <summary>Beyond this length, in characters, the cards around a place should be spread anew.</summary>
    public const int Long = 48;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int TimeDigits = 8;
    private const long Latest = 218_340_105_584_895;

    /// <summary>The top of a column at an instant: above all that was put on top before. Lasts until the year 8888.</summary>
    /// <param name="at">When, UTC.</param>
    /// <param name="seed">The deal's id: two cards put there in the same millisecond get different ranks.</param>
    public static string Top(DateTimeOffset at, string seed)
    {
        var left = Latest - Math.Clamp(at.ToUnixTimeMilliseconds(), 0, Latest);
        Span<char> word = stackalloc char[TimeDigits];
        for (var i = TimeDigits - 1; i >= 0; i--)
        {
            word[i] = Digits[(int)(left % Digits.Length)];
            left /= Digits.Length;
        }
        return string.Concat(word, Suffix(seed));
    }

    /// <summary>
    /// A rank between two. Without an upper neighbour it is the top; where the neighbours have changed places meanwhile, it is directly below the upper one.
    /// </summary>
    /// <param name="above">The rank of the card above, or null.</param>
    /// <param name="below">The rank of the card below, or null.</param>
    /// <param name="at">When, UTC.</param>
    /// <param name="seed">The deal's id: two cards put into one gap at once get different ranks.</param>
    public static string Place(string? above, string? below, DateTimeOffset at, string seed)
    {
        if (above is null)
        {
            var top = Top(at, seed);
            return below is null || string.CompareOrdinal(top, below) < 0 ? top : Between("", below, seed);
        }
        return below is null || string.CompareOrdinal(above, below) < 0 ? Between(above, below, seed) : string.Concat(above, "V", Suffix(seed));
    }

    /// <summary>Whether a word is a rank.</summary>
    public static bool IsRank(string word) => word.Length > 0 && word[^1] != '0' && word.All(char.IsAsciiLetterOrDigit);

    private static string Between(string above, string? below, string seed)
    {
        var suffix = Suffix(seed);
        for (var middle = Middle(above, below); ; middle = Middle(above, middle))
        {
            // The suffix can lead past the lower neighbour where the middle is the beginning of it.
            var rank = string.Concat(middle, suffix);
            if (below is null || string.CompareOrdinal(rank, below) < 0) return rank;
        }
    }

    private static string Middle(string low, string? high)
    {
        if (high is not null)
        {
            var same = 0;
            while (same < high.Length && (same < low.Length ? low[same] : '0') == high[same]) same++;
            if (same > 0) return high[..same] + Middle(same < low.Length ? low[same..] : "", high[same..]);
        }
        var from = low.Length > 0 ? Digits.IndexOf(low[0], StringComparison.Ordinal) : 0;
        var to = high is null ? Digits.Length : Digits.IndexOf(high[0], StringComparison.Ordinal);
        if (to - from > 1) return Digits[(from + to + 1) / 2].ToString();
        if (high is { Length: > 1 }) return high[..1];
        return Digits[from] + Middle(low.Length > 0 ? low[1..] : "", null);
    }

    private static string Suffix(string seed)
    {
        var hash = 2166136261u;
        foreach (var c in seed) hash = (hash ^ c) * 16777619u;
        return string.Create(3, hash, static (word, h) =>
        {
            word[0] = Digits[(int)(h % 62)];
            word[1] = Digits[(int)(h / 62 % 62)];
            // The last digit is never zero.
            word[2] = Digits[1 + (int)(h / 3844 % 61)];
        });
    }
}

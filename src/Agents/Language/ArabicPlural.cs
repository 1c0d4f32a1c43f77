namespace SalesFlow.Agents.Language;

/// <summary>Which form of a counted noun a number asks for.</summary>
internal static class ArabicPlural
{
    /// <summary>
    /// The CLDR category of a whole number: <c>zero</c>, <c>one</c>, <c>two</c>, <c>few</c>, <c>many</c> or <c>other</c>; English knows one and
    /// other.
    /// </summary>
    public static string Category(long count, string language)
    {
        if (language != "ar") return count == 1 ? "one" : "other";
        var rest = Math.Abs(count) % 100;
        return count switch
        {
            0 => "zero",
            1 => "one",
            2 => "two",
            _ => rest switch { >= 3 and <= 10 => "few", >= 11 => "many", _ => "other" },
        };
    }
}

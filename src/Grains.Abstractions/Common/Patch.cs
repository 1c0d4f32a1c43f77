namespace SalesFlow.Common;

/// <summary>How changes to texts are told: null leaves a field as it is, an empty text clears it.</summary>
public static class Patch
{
    /// <summary>The field after a change.</summary>
    public static string? Text(string? change, string? known) => change is null ? known : change.Length == 0 ? null : change;

    /// <summary>The change that is left of a wish once what is so already was taken off it; null where nothing is.</summary>
    public static string? Change(string? wish, string? known) => wish is null || wish == (known ?? "") ? null : wish;

    /// <summary>The change of a list that is left of a wish, or null where it is the same list already.</summary>
    public static IReadOnlyList<string>? Change(IReadOnlyList<string>? wish, IReadOnlyList<string>? known) =>
        wish is null || wish.SequenceEqual(known ?? [], StringComparer.Ordinal) ? null : wish;
}

/// <summary>Limits of a record's tags.</summary>
public static class TagLimits
{
    /// <summary>How many a record may have, and how long one may be in characters.</summary>
    public const int Count = 20, Length = 40;

    /// <summary>Whether these are tags: few enough, none empty or too long, none twice.</summary>
    public static bool Fit(IReadOnlyList<string>? tags) =>
        tags is null || (tags.Count <= Count && tags.All(t => t is { Length: > 0 and <= Length } && !t.Any(char.IsControl))
            && tags.Distinct(StringComparer.Ordinal).Count() == tags.Count);
}

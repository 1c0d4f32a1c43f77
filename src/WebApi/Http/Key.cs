namespace SalesFlow.WebApi.Http;

/// <summary>Ids as they come in addresses.</summary>
internal static class Key
{
    /// <summary>The longest id, in characters.</summary>
    public const int LongestId = 100;

    /// <summary>Whether an id can be one of ours at all. What cannot be is not found, without asking a grain.</summary>
    public static bool Fits(string? id) =>
        id is { Length: > 0 and <= LongestId } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}

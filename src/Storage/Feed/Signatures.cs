namespace SalesFlow.Storage.Feed;

/// <summary>Reads the signatures of events.</summary>
internal static class Signatures
{
    /// <summary>Who signed, without the address: <c>user:{id}</c> or <c>key:{id}</c>; null for the program.</summary>
    public static string? Who(string? by)
    {
        var at = by?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        return at > 0 ? by![..at] : by;
    }
}

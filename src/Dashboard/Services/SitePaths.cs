namespace SalesFlow.Dashboard.Services;

/// <summary>Addresses that a link may lead back to.</summary>
public static class SitePaths
{
    /// <summary>The page's own address that a path names, relative to its beginning; the beginning itself where the path leads anywhere else.</summary>
    public static string Local(string? path) =>
        path is not null && path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\') ? path.TrimStart('/') : "";
}

namespace SalesFlow.Testing;

/// <summary>The folder that the tests were built in.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    private static string Above(string from) =>
        File.Exists(Path.Combine(from, "SalesFlow.sln")) ? from : Above(Path.GetDirectoryName(from) ?? throw new DirectoryNotFoundException("SalesFlow.sln"));
}

using System.Xml.Linq;

namespace SalesFlow.Architecture.Tests;

/// <summary>Arrows point one way: the host knows everybody, everybody knows the contracts, nobody knows a sibling.</summary>
public sealed class ArrowTests
{
    private const string Contracts = "Grains.Abstractions";
    private const string Host = "Silo";

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Source).Select(Path.GetFileName).OfType<string>().Where(HasProject)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_the_contracts_alone_unless_it_is_the_host(string project)
    {
        var references = References(project);

        if (project == Host) return;
        Assert.All(references, r => Assert.Equal(Contracts, r));
        if (project == Contracts) Assert.Empty(references);
    }

    [Fact]
    public void The_host_knows_the_modules_that_it_composes()
    {
        if (!HasProject(Host)) return;
        Assert.Superset(new HashSet<string> { "Grains", "Storage", "Agents", "Channels", "WebApi", "Realtime" }, References(Host).ToHashSet());
    }

    [Fact]
    public void The_contracts_need_nothing_but_the_sdk_of_orleans()
    {
        var packages = Document(Contracts).Descendants("PackageReference").Select(p => (string)p.Attribute("Include")!);

        Assert.Equal(["Microsoft.Orleans.Sdk"], packages);
    }

    [Fact]
    public void The_typed_client_knows_nobody_and_needs_no_package_at_run_time()
    {
        Assert.Empty(References("Client"));
        Assert.All(Document("Client").Descendants("PackageReference"), p => Assert.Equal("all", (string?)p.Attribute("PrivateAssets")));
    }

    [Fact]
    public void Semantic_kernel_is_known_in_one_folder_only()
    {
        var users = Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f).Contains("using Microsoft.SemanticKernel", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(Source, Path.GetDirectoryName(f)!).Replace('\\', '/'))
            .Distinct();

        Assert.All(users, folder => Assert.StartsWith("Agents/SemanticKernel", folder, StringComparison.Ordinal));
    }

    private static string Source { get; } = Path.Combine(Root(AppContext.BaseDirectory), "src");

    private static string Root(string from) =>
        File.Exists(Path.Combine(from, "SalesFlow.sln")) ? from : Root(Path.GetDirectoryName(from) ?? throw new DirectoryNotFoundException("SalesFlow.sln"));

    private static bool HasProject(string name) => File.Exists(Path.Combine(Source, name, $"{name}.csproj"));

    private static XDocument Document(string project) => XDocument.Load(Path.Combine(Source, project, $"{project}.csproj"));

    private static List<string> References(string project) => [.. Document(project).Descendants("ProjectReference")
        .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')))];
}

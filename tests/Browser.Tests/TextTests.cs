using System.Text.Json;
using System.Text.RegularExpressions;

namespace SalesFlow.Browser.Tests;

/// <summary>Every word of the page stands in both languages.</summary>
public sealed partial class TextTests
{
    private static readonly string Dashboard = Path.Combine(Repository.Root, "src", "Dashboard");
    private static readonly string[] Plurals = [".zero", ".one", ".two", ".few", ".many", ".other"];
    private static readonly Dictionary<string, string[]> Codes = new()
    {
        ["live"] = ["Live", "CatchingUp", "Offline"],
        ["lead"] = ["new", "contacted", "qualified", "converted", "lost"],
        ["temperature"] = ["cold", "warm", "hot"],
        ["handler"] = ["agent", "human_queue", "human"],
        ["status"] = ["queued", "sending", "unknown", "sent", "failed", "delivered", "read", "played"],
        ["by"] = ["agent", "system", "person"],
        ["sign-error"] = ["cancelled", "failed", "no_account", "other"],
    };

    [Fact]
    public void Both_languages_have_the_same_keys() =>
        Assert.Equal(Keys("ar").Select(Stem).Distinct().Order(), Keys("en").Select(Stem).Distinct().Order());

    [Theory]
    [InlineData("ar")]
    [InlineData("en")]
    public void Every_key_that_a_page_uses_has_a_text(string language)
    {
        var keys = Keys(language);
        var pages = Directory.EnumerateFiles(Dashboard, "*.razor", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        Assert.All(pages.SelectMany(p => UsedKey().Matches(p)).Select(m => m.Groups[1].Value).Distinct(), key => Assert.Contains(key, keys));
        var forms = language == "ar" ? Plurals : [".one", ".other"];
        Assert.All(pages.SelectMany(p => CountedKey().Matches(p)).SelectMany(m => forms.Select(f => m.Groups[1].Value + f)), key => Assert.Contains(key, keys));
        Assert.All(Codes.SelectMany(c => c.Value.Select(code => $"{c.Key}.{code}")), key => Assert.Contains(key, keys));
    }

    [Theory]
    [InlineData("ar")]
    [InlineData("en")]
    public void Every_reason_of_the_agents_has_a_label(string language)
    {
        var used = Sources("src/Agents/Offline").SelectMany(s => HandOver().Matches(s)).Select(m => "reason." + m.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(used);
        Assert.All(used, key => Assert.Contains(key, Keys(language)));
        var guards = GuardName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/Grains/Conversations/ReplyGuards.cs"))).Select(m => "reason.guard_" + m.Groups[1].Value);
        Assert.All(guards, key => Assert.Contains(key, Keys(language)));
    }

    [Theory]
    [InlineData("ar")]
    [InlineData("en")]
    public void Every_failure_of_the_channel_has_a_label(string language)
    {
        var failures = Failure().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/Channels/WhatsApp/WhatsAppErrors.cs")))
            .Select(m => "failure." + m.Groups[1].Value).Distinct().ToList();
        Assert.True(failures.Count > 20);
        Assert.All(failures, key => Assert.Contains(key, Keys(language)));
    }

    private static HashSet<string> Keys(string language) =>
        [.. JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Dashboard, "Resources", language + ".json")))!.Keys];

    private static string Stem(string key) =>
        key.StartsWith("deals.", StringComparison.Ordinal) || key.StartsWith("unanswered.", StringComparison.Ordinal) ? key[..key.IndexOf('.', StringComparison.Ordinal)] : key;

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

    [GeneratedRegex(@"T(?:\.Format)?[\[\(]""([a-z.-]+)""")]
    private static partial Regex UsedKey();

    [GeneratedRegex(@"T\.Count\(""([a-z-]+)""")]
    private static partial Regex CountedKey();

    [GeneratedRegex(@"HandOver\(""([a-z_]+)""")]
    private static partial Regex HandOver();

    [GeneratedRegex(@"return [^;]*?""([a-z_]+)"";")]
    private static partial Regex GuardName();

    [GeneratedRegex(@"(?:Fail\(|Stop\(|SendResultKind\.(?:Failed|NumberStopped|WindowClosed|ConsentWithdrawn), )""([a-z_]+)""")]
    private static partial Regex Failure();
}

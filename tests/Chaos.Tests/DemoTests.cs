using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SalesFlow.Chaos.Tests;

/// <summary>What a newcomer sees who starts the product in an empty folder and sets nothing.</summary>
public sealed partial class DemoTests
{
    private static readonly string[] Companies = ["Najd Coffee Roasters", "مجموعة السنابل", "مدارس الأفق"];

    [Fact]
    public async Task Started_in_an_empty_folder_the_product_has_a_company_at_work_and_a_second_start_doubles_none_of_it()
    {
        var folder = Directory.CreateTempSubdirectory("salesflow-demo-");
        try
        {
            await using var product = new ProductProcess("product", folder.FullName, new Dictionary<string, string> { ["SalesFlow:ResponseTimeout"] = "00:00:30" });
            await product.Start();
            var login = await product.Said(Login());
            using var http = new HttpClient { BaseAddress = product.Address };
            await SignIn(http, login["email"].Value, login["password"].Value);

            // Lists show what was written a moment later.
            await Eventually(async () => (await Titles(http)).Count == Companies.Length && (await Items(http, "api/v1/customers")).Count == 1);
            var deals = await Titles(http);
            var customer = Assert.Single(await Items(http, "api/v1/customers"));
            Assert.Equal(("Najd Coffee Roasters", 8388m), (customer.GetProperty("companyName").GetString(), customer.GetProperty("lifetimeValue").GetDecimal()));
            // The simulated customers write, and are answered.
            await Eventually(
                async () => (await http.GetFromJsonAsync<JsonElement>("api/v1/dashboard/summary")).GetProperty("messagesSentToday").GetInt64() > 0,
                TimeSpan.FromMinutes(2));

            Assert.Equal(0, await product.Stop());
            await product.Start();
            await SignIn(http, login["email"].Value, login["password"].Value);
            Assert.Equal(deals, await Titles(http));
            Assert.Single(await Items(http, "api/v1/customers"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task SignIn(HttpClient http, string email, string password)
    {
        using var answer = await http.PostAsJsonAsync("api/v1/auth/login", new { email, password });
        answer.EnsureSuccessStatusCode();
        var tokens = await answer.Content.ReadFromJsonAsync<JsonElement>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
    }

    /// <summary>The deals of companies that do not write: agents open others.</summary>
    private static async Task<List<string>> Titles(HttpClient http) =>
    [
        .. (await Items(http, "api/v1/deals?limit=100")).Select(d => d.GetProperty("title").GetString()!)
            .Where(t => Companies.Any(c => t.StartsWith(c, StringComparison.Ordinal))).Order(StringComparer.Ordinal),
    ];

    private static async Task<List<JsonElement>> Items(HttpClient http, string path) =>
        [.. (await http.GetFromJsonAsync<JsonElement>(path)).GetProperty("items").EnumerateArray()];

    [GeneratedRegex(@"^Demo: open \S+ and sign in as (?<email>\S+) with (?<password>\S+)$")]
    private static partial Regex Login();
}

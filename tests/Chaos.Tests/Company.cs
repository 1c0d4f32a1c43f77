using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SalesFlow.Simulator.Graph;

namespace SalesFlow.Chaos.Tests;

/// <summary>A tenant of the product under test, made and watched through its public API.</summary>
internal sealed class Company : IDisposable
{
    private const string Password = "correct-horse-battery-9";
    private readonly HttpClient _http;
    private readonly string _email;
    private string _token = "";

    private Company(Uri address, string email)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
        _email = email;
    }

    public string TenantId { get; private set; } = "";

    /// <summary>Registers a company, gives it the platform's prices and connects its numbers.</summary>
    public static async Task<Company> Register(Uri address, string name, params SimulatedNumber[] numbers)
    {
        var company = new Company(address, $"{name}@example.com");
        var tokens = await company.Post("api/v1/auth/register", new { companyName = name, fullName = "Owner", email = company._email, password = Password });
        company.Use(tokens);
        company.TenantId = tokens.GetProperty("tenantId").GetString()!;
        await company.Post("api/v1/tenant/apply-template", new { template = "platform" });
        foreach (var n in numbers)
        {
            using var response = await company._http.PutAsJsonAsync($"api/v1/channels/whatsapp/{n.PhoneNumberId}",
                new { accessToken = n.AccessToken, displayPhoneNumber = n.DisplayPhoneNumber, businessAccountId = n.BusinessAccountId });
            response.EnsureSuccessStatusCode();
        }
        return company;
    }

    /// <summary>A token that is good now.</summary>
    public Task<string?> Token() => Task.FromResult<string?>(_token);

    /// <summary>The whole feed, page by page; asked again while the product is coming back.</summary>
    public async Task<IReadOnlyList<(long Seq, string Id, string Type, JsonElement Data)>> Feed()
    {
        var items = new List<(long, string, string, JsonElement)>();
        for (long after = 0; ;)
        {
            var page = await _http.GetFromJsonAsync<JsonElement>($"api/v1/events?after={after}&limit=500");
            var read = page.GetProperty("items").EnumerateArray().Select(i => (
                i.GetProperty("seq").GetInt64(), i.GetProperty("id").GetString() ?? "", i.GetProperty("type").GetString() ?? "",
                i.TryGetProperty("data", out var data) ? data.Clone() : default)).ToList();
            items.AddRange(read);
            if (read.Count == 0) return items;
            after = read[^1].Item1;
        }
    }

    /// <summary>The feed's newest number.</summary>
    public async Task<long> Head() => (await _http.GetFromJsonAsync<JsonElement>("api/v1/events?after=0&limit=1")).GetProperty("head").GetInt64();

    public void Dispose() => _http.Dispose();

    private void Use(JsonElement tokens)
    {
        _token = tokens.GetProperty("accessToken").GetString()!;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
    }

    /// <summary>Posts and reads the answer, which must be a success.</summary>
    public async Task<JsonElement> Post(string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}

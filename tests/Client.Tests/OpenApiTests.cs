using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace SalesFlow.Client.Tests;

/// <summary>The product's own description of its API: complete, true, and the one that the typed client was made from.</summary>
public sealed partial class OpenApiTests(ProductFactory product, ITestOutputHelper output) : IClassFixture<ProductFactory>
{
    private static readonly string[] Methods = ["get", "post", "put", "delete", "patch"];

    /// <summary>Examples that a company of this minute refuses for what it holds, not for how they look.</summary>
    private static readonly Dictionary<string, string> RefusedByState = new()
    {
        ["POST /api/v1/auth/change-password"] = "another password is in use",
        ["POST /api/v1/auth/totp/enrol"] = "another password is in use",
        ["DELETE /api/v1/auth/totp"] = "another password is in use",
        ["POST /api/v1/leads/{id}/merge"] = "the other lead is not there",
        ["POST /api/v1/leads/{id}/unmerge"] = "the other lead is not there",
        ["POST /api/v1/pipelines/{id}/stages/reorder"] = "the pipeline has other stages",
        ["PUT /api/v1/deals/{id}/rank"] = "the other deal is not there",
        ["PUT /api/v1/leads/{id}/fields"] = "the field is not defined",
        ["PUT /api/v1/deals/{id}/fields"] = "the field is not defined",
        ["PUT /api/v1/contacts/{id}/fields"] = "the field is not defined",
        ["PUT /api/v1/companies/{id}/fields"] = "the field is not defined",
        ["POST /api/v1/supervisor/reassign"] = "the colleague is not there",
        ["POST /api/v1/public/forms/{key}"] = "the form's token is signed and of this day",
        ["POST /api/v1/auth/reset-password"] = "the link's token is not there",
        ["POST /api/v1/auth/accept-invitation"] = "the link's token is not there",
        ["POST /api/v1/knowledge/import"] = "the site is not there",
        ["PUT /api/v1/conversations/{id}"] = "the example's instant passes",
        ["POST /api/v1/conversations/{id}/held-reply/release"] = "no answer waits",
        ["POST /api/v1/conversations/{id}/held-reply/discard"] = "no answer waits",
        ["POST /api/v1/agents/runs/{runId}/release"] = "no answer waits",
        ["POST /api/v1/agents/runs/{runId}/discard"] = "no answer waits",
    };

    [Fact]
    public async Task The_linter_finds_nothing()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, await product.CreateClient().GetStringAsync("/openapi/v1.json"));
            using var lint = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "eng", "openapi", "lint"), file)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var (said, complained) = (lint.StandardOutput.ReadToEndAsync(), lint.StandardError.ReadToEndAsync());
            await lint.WaitForExitAsync();

            Assert.True(lint.ExitCode == 0, await said + await complained);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_typed_client_is_made_from_what_the_product_serves()
    {
        var served = await product.CreateClient().GetStringAsync("/openapi/v1-3.0.json");
        var kept = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "Client", "openapi.json"));

        Assert.True(served == kept, "src/Client/openapi.json is not what the product serves: run eng/client.");
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_and_says_what_it_does()
    {
        using var document = JsonDocument.Parse(await product.CreateClient().GetStringAsync("/openapi/v1.json"));
        var operations = Operations(document).ToList();

        Assert.Empty(operations.GroupBy(o => o.Value.GetProperty("operationId").GetString()).Where(g => g.Count() > 1).Select(g => g.Key));
        foreach (var (route, operation) in operations)
        {
            foreach (var name in new[] { "summary", "description" })
                Assert.True(operation.TryGetProperty(name, out var text) && text.GetString() is { Length: > 0 }, $"{route} has no {name}.");
            Assert.True(operation.TryGetProperty("tags", out var tags) && tags.GetArrayLength() == 1, $"{route} has no tag.");
        }
        foreach (var tag in document.RootElement.GetProperty("tags").EnumerateArray())
            Assert.NotEqual(tag.GetProperty("name").GetString(), tag.GetProperty("description").GetString());
    }

    [Fact]
    public async Task No_word_of_the_document_is_csharp()
    {
        using var document = JsonDocument.Parse(await product.CreateClient().GetStringAsync("/openapi/v1.json"));

        Assert.DoesNotContain(document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject(), s => s.Name is "JsonElement" or "IFormFile");
        Assert.DoesNotContain(Descriptions(document.RootElement), d => CSharp().IsMatch(d));
    }

    [Fact]
    public async Task Every_example_is_taken_or_refused_for_reasons_of_state_only()
    {
        var client = product.CreateClient();
        var signedIn = await new SalesFlowApi(client).RegisterAsync(new RegisterRequest
        {
            CompanyName = "عيادات النخبة", FullName = "سارة", Email = Companies.Email(), Password = Companies.Password,
        });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", signedIn.AccessToken);
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var bodies = Operations(document).Where(o => o.Value.TryGetProperty("requestBody", out var b) && b.GetProperty("content").TryGetProperty("application/json", out _))
            .Select(o => (o.Key, Body: o.Value.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText())).ToList();
        var ids = new Dictionary<string, string>();
        var wrong = new List<string>();
        // What is made first gives the ids for the routes of one thing.
        foreach (var (route, body) in bodies.OrderBy(b => b.Key.Contains('{', StringComparison.Ordinal)).ThenBy(b => b.Key.Contains("/cancel", StringComparison.Ordinal)))
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
            var group = path.Split('/')[3];
            var id = group == "admin" ? signedIn.UserId : ids.GetValueOrDefault(group, "1ezehsyh0d4hp12t551e911zxd");
            var address = path.Replace("{phoneNumberId}", "123456789012345", StringComparison.Ordinal).Replace("{stage}", "due", StringComparison.Ordinal);
            address = Parameter().Replace(address, id);
            using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            using var answer = await client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (method == "POST" && answer.StatusCode == HttpStatusCode.Created && path.Split('/').Length == 4
                && JsonDocument.Parse(text).RootElement.TryGetProperty("id", out var made)) ids[group] = made.GetString()!;
            var bad = answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity || (int)answer.StatusCode >= 500;
            if (bad && !(RefusedByState.ContainsKey(route) && (int)answer.StatusCode < 500)) wrong.Add($"{route}: {(int)answer.StatusCode} {text}\n  {body}");
        }
        output.WriteLine($"{bodies.Count} examples sent.");

        Assert.NotEmpty(bodies);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_a_request_must_hold_is_what_an_empty_one_is_told()
    {
        var client = product.CreateClient();
        using var api = new SalesFlowApi(client);
        var signedIn = await api.RegisterAsync(new RegisterRequest
        {
            CompanyName = "عيادات النخبة", FullName = "سارة", Email = Companies.Email(), Password = Companies.Password,
        });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", signedIn.AccessToken);
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var compared = 0;
        foreach (var (route, operation) in Operations(document))
        {
            // Routes of one thing may say 404 first.
            if (!route.StartsWith("POST ", StringComparison.Ordinal) || route.Contains('{', StringComparison.Ordinal)) continue;
            if (!operation.TryGetProperty("requestBody", out var body) || !body.GetProperty("content").TryGetProperty("application/json", out var json)) continue;
            var name = json.GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1];
            var required = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(name).TryGetProperty("required", out var list)
                ? list.EnumerateArray().Select(r => r.GetString()!).ToList()
                : [];
            if (required.Count == 0) continue;
            using var answer = await client.PostAsJsonAsync(route.Split(' ')[1], new { });
            var told = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(e => e.Name);

            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Equal(required.Order(), told.Order());
            compared++;
        }

        Assert.True(compared > 15, $"Only {compared} routes were compared.");
    }

    private static IEnumerable<KeyValuePair<string, JsonElement>> Operations(JsonDocument document) =>
        from path in document.RootElement.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name)
        select KeyValuePair.Create($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    private static IEnumerable<string> Descriptions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p =>
            p is { Name: "description", Value.ValueKind: JsonValueKind.String } ? [p.Value.GetString()!] : Descriptions(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Descriptions),
        _ => [],
    };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"</?\w+[^>]*cref|\b(string|int|bool)\?|\b(string|int|bool) [A-Z]\w+\.[A-Z]|IReadOnly\w+<")]
    private static partial Regex CSharp();
}

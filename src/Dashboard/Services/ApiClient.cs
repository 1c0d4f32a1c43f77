using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.Dashboard.Services;

/// <summary>The product's REST API, as any client sees it. A token that has run out is renewed once and the call repeated.</summary>
public sealed class ApiClient(HttpClient http, Session session, Texts texts)
{
    private Task<bool>? _refreshing;

    /// <summary>How the API writes JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Registers a company or signs in; an error's text, or the second step that is needed, or neither.</summary>
    public async Task<(string? Error, SecondStep? Step)> Enter(string path, object body)
    {
        using var response = await Send(HttpMethod.Post, path, body, null, null);
        if (!response.IsSuccessStatusCode) return (await Problem(response), null);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Json);
        if (answer.TryGetProperty("mfaRequired", out _)) return (null, answer.Deserialize<SecondStep>(Json));
        await session.SignIn(answer.Deserialize<Tokens>(Json)!);
        return default;
    }

    /// <summary>Tells something that needs no sign-in; an error's text, or null.</summary>
    public async Task<string?> Post(string path, object body)
    {
        using var response = await Send(HttpMethod.Post, path, body, null, null);
        return response.IsSuccessStatusCode ? null : await Problem(response);
    }

    /// <summary>Reads something; null where it is not there or may not be seen.</summary>
    public async Task<T?> Get<T>(string path) where T : class
    {
        using var response = await Authorised(HttpMethod.Get, path, null, null);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<T>(Json) : null;
    }

    /// <summary>Changes something; an error's text, or null. The key makes a repeat harmless: whoever tries the same again gives the same one.</summary>
    public async Task<string?> Change(HttpMethod method, string path, object? body, long? version = null, string? key = null)
    {
        using var response = await Authorised(method, path, body ?? new { }, version, key);
        return response.IsSuccessStatusCode ? null : await Problem(response);
    }

    private async Task<HttpResponseMessage> Authorised(HttpMethod method, string path, object? body, long? version, string? key = null)
    {
        key ??= Guid.NewGuid().ToString("N");
        var response = await Send(method, path, body, version, key);
        if (response.StatusCode != HttpStatusCode.Unauthorized || session.Tokens is null) return response;
        response.Dispose();
        if (!await Refresh()) return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        return await Send(method, path, body, version, key);
    }

    /// <summary>Renews the tokens; false, and signed out, where that is refused. A token is good once: whoever asks meanwhile waits for the same answer.</summary>
    public async Task<bool> Refresh()
    {
        if (_refreshing is { } running) return await running;
        var renewal = new TaskCompletionSource<bool>();
        _refreshing = renewal.Task;
        var renewed = false;
        try
        {
            return renewed = await Renew();
        }
        finally
        {
            _refreshing = null;
            renewal.SetResult(renewed);
        }
    }

    private async Task<bool> Renew()
    {
        // The key lets the very same exchange be repeated where its answer was lost on the way.
        var key = Guid.NewGuid().ToString("N");
        var body = new { session.Tokens?.RefreshToken };
        var response = await Send(HttpMethod.Post, "api/v1/auth/refresh", body, null, key);
        if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
        {
            response.Dispose();
            response = await Send(HttpMethod.Post, "api/v1/auth/refresh", body, null, key);
        }
        using var answer = response;
        if (answer.IsSuccessStatusCode)
        {
            await session.SignIn((await answer.Content.ReadFromJsonAsync<Tokens>(Json))!);
            return true;
        }
        await session.SignOut();
        return false;
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, object? body, long? version, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (session.Tokens is { } tokens) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(texts.Language));
        if (version is { } v) request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{v}\""));
        if (key is not null && method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = JsonContent.Create(body, options: Json);
        try
        {
            return await http.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        }
        catch (TaskCanceledException)
        {
            return new HttpResponseMessage(HttpStatusCode.GatewayTimeout);
        }
    }

    private async Task<string> Problem(HttpResponseMessage response)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<ProblemBody>(Json);
            var fields = problem?.Errors?.SelectMany(e => e.Value);
            if (fields?.Any() == true) return string.Join(" ", fields);
            if ((problem?.Detail ?? problem?.Title) is { Length: > 0 } text) return text;
        }
        catch (JsonException)
        {
            // Not a problem document: a proxy's page, or nothing at all.
        }
        return texts["error.network"];
    }

    private sealed record ProblemBody(string? Title, string? Detail, Dictionary<string, string[]>? Errors);
}

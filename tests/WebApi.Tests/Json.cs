using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>Reads answers.</summary>
internal static class Json
{
    public static async Task<JsonElement> Body(this HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>The body of a problem, whose six members must all be there.</summary>
    public static async Task<JsonElement> Problem(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var body = await answer.Body();
        Assert.Equal("urn:salesflow:problem:" + code, body.GetProperty("type").GetString());
        Assert.Equal((int)status, body.GetProperty("status").GetInt32());
        Assert.NotEmpty(body.GetProperty("title").GetString()!);
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        Assert.NotEmpty(body.GetProperty("traceId").GetString()!);
        Assert.Equal(JsonValueKind.Object, body.GetProperty("errors").ValueKind);
        return body;
    }

    public static string Text(this JsonElement body, string name) => body.GetProperty(name).GetString()!;
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Simulator.Common;

namespace SalesFlow.Simulator.Graph;

/// <summary>The HTTP surface of the Graph double.</summary>
internal sealed partial class GraphEndpoints(GraphDesk desk, TimeProvider time)
{
    private const int LargestSend = 256 * 1024;
    private long _traces;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/{version}/{id}/messages", Handle(Send));
        routes.MapPost("/{version}/{id}/media", Handle(Upload));
        routes.MapPost("/{version}/{id}/subscribed_apps", Handle(Subscribe));
        routes.MapGet("/{version}/{id}", Handle(Show));
        routes.MapGet("/{version}/{id}/message_templates", Handle(Templates));
        routes.MapPost("/{version}/{id}/message_templates", Handle(CreateTemplate));
        routes.MapDelete("/{version}/{id}/message_templates", Handle(DeleteTemplate));
        routes.MapPost("/{version}/{id}", Handle(EditTemplate));
        routes.MapDelete("/{version}/{id}", Handle(Remove));
        routes.MapGet("/_media/{key}", Handle(Download));
        new SimEndpoints(desk).Map(routes);
    }

    private RequestDelegate Handle(Func<HttpContext, Task<GraphError?>> handler) => async context =>
    {
        GraphError? error;
        if (context.Request.RouteValues["version"] is string version && !Version().IsMatch(version))
            error = new GraphError(400, 2500, "Unknown path components", $"/{version}");
        else
            error = await handler(context);
        if (error is null) return;
        context.Response.StatusCode = error.Status;
        if (error.RetryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Write(context, json => error.Write(json, Seeded.Hash(11, "trace", Interlocked.Increment(ref _traces)).ToString("X16", null)));
    };

    private async Task<GraphError?> Send(HttpContext context)
    {
        var id = Id(context);
        var (number, error) = desk.Authorize(id, Token(context));
        if (number is null) return desk.Refuse(error!);
        if (context.Request.ContentLength > LargestSend) return desk.Refuse(GraphError.Parameter("The body is too large."));
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LargestSend;
        JsonDocument document;
        try
        {
            document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (Exception problem) when (problem is JsonException or BadHttpRequestException)
        {
            return desk.Refuse(GraphError.Parameter("The body is not valid JSON."));
        }

        using (document)
        {
            var body = document.RootElement;
            if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("status", out var status))
                return await Read(context, number, body, status);
            var (request, refusal) = SendRequests.Read(body, media => desk.Media.Find(media) is not null);
            if (request is null) return desk.Refuse(refusal!);
            var verdict = desk.Send(number, request);
            var latency = desk.Latency(request.To);
            if (latency > TimeSpan.Zero) await Task.Delay(latency, time, context.RequestAborted);
            if (verdict.Drop)
            {
                context.Abort();
                return null;
            }

            if (verdict.Message is not { } message) return verdict.Error;
            await Write(context, json =>
            {
                json.WriteStartObject();
                json.WriteString("messaging_product", "whatsapp");
                json.WriteStartArray("contacts");
                json.WriteStartObject();
                json.WriteString("input", body.TryGetProperty(request.ToBsuid ? "recipient" : "to", out var input) ? input.GetString() : message.To);
                json.WriteString(request.ToBsuid ? "user_id" : "wa_id", request.To);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteStartArray("messages");
                json.WriteStartObject();
                json.WriteString("id", message.Wamid);
                if (request.IsTemplate) json.WriteString("message_status", "accepted");
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            });
            return null;
        }
    }

    private async Task<GraphError?> Read(HttpContext context, SimulatedNumber number, JsonElement body, JsonElement status)
    {
        if (!body.TryGetProperty("messaging_product", out var product) || product.ValueKind != JsonValueKind.String
            || product.GetString() != "whatsapp")
            return desk.Refuse(GraphError.Parameter("The parameter messaging_product is required."));
        if (status.ValueKind != JsonValueKind.String || status.GetString() != "read")
            return desk.Refuse(GraphError.Parameter("Param status must be read."));
        if (!body.TryGetProperty("message_id", out var id) || id.ValueKind != JsonValueKind.String)
            return desk.Refuse(GraphError.Missing("message_id"));
        if (body.TryGetProperty("typing_indicator", out var typing)
            && !(typing.ValueKind == JsonValueKind.Object && typing.TryGetProperty("type", out var type)
            && type.ValueKind == JsonValueKind.String && type.GetString() == "text"))
            return desk.Refuse(GraphError.Parameter("Param typing_indicator['type'] must be text."));
        if (desk.Read(number, id.GetString()!) is { } error) return error;
        await Success(context);
        return null;
    }

    private async Task<GraphError?> Upload(HttpContext context)
    {
        var (number, error) = desk.Authorize(Id(context), Token(context));
        if (number is null) return desk.Refuse(error!);
        if (!context.Request.HasFormContentType) return desk.Refuse(GraphError.Missing("file"));
        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception problem) when (problem is InvalidDataException or BadHttpRequestException)
        {
            return desk.Refuse(GraphError.Parameter("The form could not be read."));
        }

        if (form["messaging_product"] != "whatsapp") return desk.Refuse(GraphError.Parameter("The parameter messaging_product is required."));
        if (form.Files.GetFile("file") is not { } file) return desk.Refuse(GraphError.Missing("file"));
        var type = form["type"].ToString();
        if (type.Length == 0) type = file.ContentType ?? "";
        if (MediaStore.Refusal(type, file.Length) is { } refusal) return desk.Refuse(new GraphError(400, 131053, "Media upload error", refusal));
        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content, context.RequestAborted);
        var media = desk.Media.Add(type, content.ToArray());
        await Write(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", media.Id);
            json.WriteEndObject();
        });
        return null;
    }

    private async Task<GraphError?> Subscribe(HttpContext context)
    {
        if (desk.TokenProblem(Token(context)) is { } error) return desk.Refuse(error);
        await Success(context);
        return null;
    }

    private async Task<GraphError?> Show(HttpContext context)
    {
        var id = Id(context);
        if (desk.TokenProblem(Token(context)) is { } error) return desk.Refuse(error);
        if (desk.Number(id) is { } number)
        {
            if (number.AccessToken != Token(context)) return desk.Refuse(GraphError.NoPermission);
            await Write(context, json =>
            {
                json.WriteStartObject();
                json.WriteString("id", number.PhoneNumberId);
                json.WriteString("display_phone_number", "+" + number.DisplayPhoneNumber);
                json.WriteString("verified_name", number.VerifiedName);
                json.WriteString("code_verification_status", "VERIFIED");
                json.WriteString("quality_rating", "GREEN");
                json.WriteString("platform_type", "CLOUD_API");
                json.WriteStartObject("throughput");
                json.WriteString("level", "STANDARD");
                json.WriteEndObject();
                json.WriteEndObject();
            });
            return null;
        }

        if (desk.Media.Find(id) is not { } media) return desk.Refuse(GraphError.UnknownObject(id));
        var address = $"{context.Request.Scheme}://{context.Request.Host}/_media/{desk.Media.Link(id)}";
        await Write(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("messaging_product", "whatsapp");
            json.WriteString("url", address);
            json.WriteString("mime_type", media.MimeType);
            json.WriteString("sha256", Convert.ToHexStringLower(Convert.FromBase64String(media.Sha256)));
            json.WriteNumber("file_size", media.Content.Length);
            json.WriteString("id", media.Id);
            json.WriteEndObject();
        });
        return null;
    }

    private async Task<GraphError?> Templates(HttpContext context)
    {
        if (desk.AccountProblem(Id(context), Token(context)) is { } error) return desk.Refuse(error);
        var query = context.Request.Query;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 1, 250) : 25;
        var (items, after) = desk.Templates.Page(Id(context), Asked("name"), Asked("status"), Asked("after"), limit);
        await Write(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var item in items) item.Write(json);
            json.WriteEndArray();
            json.WriteStartObject("paging");
            json.WriteStartObject("cursors");
            if (items.Count > 0) json.WriteString("after", items[^1].Id);
            json.WriteEndObject();
            if (after is not null)
                json.WriteString("next", $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}?limit={limit}&after={after}");
            json.WriteEndObject();
            json.WriteEndObject();
        });
        return null;

        string? Asked(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
    }

    private async Task<GraphError?> CreateTemplate(HttpContext context)
    {
        if (desk.AccountProblem(Id(context), Token(context)) is { } error) return desk.Refuse(error);
        using var body = await Json(context);
        if (body is null) return desk.Refuse(GraphError.Parameter("The body is not valid JSON."));
        var (made, refused) = desk.Templates.Create(Id(context), body.RootElement);
        if (made is null) return desk.Refuse(refused!);
        await Write(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", made.Id);
            json.WriteString("status", made.Status);
            json.WriteString("category", made.Category);
            json.WriteEndObject();
        });
        return null;
    }

    private async Task<GraphError?> EditTemplate(HttpContext context)
    {
        if (desk.TokenProblem(Token(context)) is { } error) return desk.Refuse(error);
        if (desk.Templates.AccountOf(Id(context)) is not { } account) return desk.Refuse(GraphError.UnknownObject(Id(context)));
        if (desk.AccountProblem(account, Token(context)) is { } denied) return desk.Refuse(denied);
        using var body = await Json(context);
        if (body is null) return desk.Refuse(GraphError.Parameter("The body is not valid JSON."));
        if (desk.Templates.Edit(Id(context), body.RootElement) is { } refused) return desk.Refuse(refused);
        await Success(context);
        return null;
    }

    private async Task<GraphError?> DeleteTemplate(HttpContext context)
    {
        if (desk.AccountProblem(Id(context), Token(context)) is { } error) return desk.Refuse(error);
        var (name, id) = (context.Request.Query["name"].ToString(), context.Request.Query["hsm_id"].ToString());
        if (name.Length == 0) return desk.Refuse(GraphError.Missing("name"));
        if (desk.Templates.Delete(Id(context), name, id.Length == 0 ? null : id) is { } refused) return desk.Refuse(refused);
        await Success(context);
        return null;
    }

    private static async Task<JsonDocument?> Json(HttpContext context)
    {
        try
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LargestSend;
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (Exception problem) when (problem is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }

    private async Task<GraphError?> Remove(HttpContext context)
    {
        if (desk.TokenProblem(Token(context)) is { } error) return desk.Refuse(error);
        if (!desk.Media.Remove(Id(context))) return desk.Refuse(GraphError.UnknownObject(Id(context)));
        await Success(context);
        return null;
    }

    private async Task<GraphError?> Download(HttpContext context)
    {
        if (desk.TokenProblem(Token(context)) is { } error) return desk.Refuse(error);
        var key = (string)context.Request.RouteValues["key"]!;
        if (desk.Media.Open(key) is not { } media) return desk.Refuse(new GraphError(404, 131052, "Media download error",
            "The address does not live any more."));
        context.Response.ContentType = media.MimeType;
        context.Response.ContentLength = media.Content.Length;
        await context.Response.Body.WriteAsync(media.Content, context.RequestAborted);
        return null;
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static string? Token(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
    }

    private static Task Success(HttpContext context) => Write(context, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteEndObject();
    });

    private static async Task Write(HttpContext context, Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        await using (var json = new Utf8JsonWriter(buffer)) content(json);
        context.Response.ContentType = "application/json; charset=UTF-8";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    [GeneratedRegex(@"^v[0-9]{1,3}\.[0-9]$")]
    private static partial Regex Version();
}

using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;
using SalesFlow.WebApi.Repeats;

namespace SalesFlow.WebApi.Conversations;

/// <summary>Files that go to customers and come from them.</summary>
internal static class MediaEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var media = api.MapGroup("/media").WithTags("Conversations").Requires(Permission.ConversationsRead);
        media.MapPost("", Upload).Requires(Permission.ConversationsReply).WithMetadata(new LargeBody(), new FileRoute())
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                // Declared here and not as what the route accepts: routing would refuse other types before it asks who calls.
                operation.RequestBody = Form();
                return Task.CompletedTask;
            })
            .WithSummary("Stores a file that can then be sent.")
            .WithDescription("One file in a multipart form. Its content decides its type: jpeg and png to 5 MB; aac, amr, mp3, m4a, ogg with opus, mp4 and 3gp to "
                + "16 MB; pdf, Office documents and plain text to 100 MB.");
        media.MapGet("/{id}", Download).Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .Produces(StatusCodes.Status206PartialContent)
            .WithSummary("A file, or a range of it.")
            .WithDescription("409 media_pending while a customer's file is still being fetched from the channel; ask again after Retry-After.");
    }

    private static OpenApiRequestBody Form() => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["multipart/form-data"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "file" },
                    Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                },
            },
        },
    };

    private static async Task<Results<Created<MediaResponse>, ProblemHttpResult>> Upload(ApiCall call, IMediaStore store)
    {
        var request = call.Http.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var form) || !form.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(form.Boundary).ToString() is not { Length: > 0 and <= 100 } boundary)
            return Problems.Of(call.Http, StatusCodes.Status415UnsupportedMediaType, "media_type");
        var check = new Check(call.Http);
        try
        {
            var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16 };
            while (await reader.ReadNextSectionAsync(call.Aborted) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition()) continue;
                var command = call.CommandId("media.upload");
                var id = "m" + Id.Named("media", call.Tenant, command);
                var name = MediaNames.Clean(HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value);
                // Under the same key the same file is stored already; another one must not take its place.
                if (call.IdempotencyKey is not null && await store.Find(call.Tenant, id, call.Aborted) is { } known)
                {
                    return known.FileName == name && Convert.ToHexStringLower(await SHA256.HashDataAsync(section.Body, call.Aborted)) == known.Sha256
                        ? Stored(known)
                        : Problems.Of(call.Http, StatusCodes.Status422UnprocessableEntity, "key_reused");
                }
                var media = await store.Save(call.Tenant, id, section.Body, section.ContentType, name, strict: true, null, call.Aborted);
                return Stored(media);
            }
            check.Add("file", "field.required");
        }
        catch (MediaRefusedException refused)
        {
            check.Add("file", "field.file", Problems.Word(call.Http, refused.Reason));
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            check.Add("file", "field.required");
        }
        return check.Problem();
    }

    private static Created<MediaResponse> Stored(StoredMedia media) => TypedResults.Created(
        $"/api/v1/media/{media.Id}", new MediaResponse(media.Id, media.MediaType, media.FileName, media.Length, media.Sha256));

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Download(string id, ApiCall call, IMediaStore store)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        if (await store.Find(call.Tenant, id, call.Aborted) is not { } media)
        {
            if (await call.Grain<IMediaGrain>(id).Get() is not { } wanted) return Problems.NotFound(call);
            if (wanted.FailedFor is { } reason) return Problems.Of(call.Http, StatusCodes.Status404NotFound, "media_failed", Problems.Word(call.Http, reason));
            call.Http.Response.Headers.RetryAfter = "2";
            return Problems.Of(call.Http, StatusCodes.Status409Conflict, "media_pending");
        }
        // What a browser could run is never shown within a page, whatever its name says.
        var disposition = new ContentDispositionHeaderValue(MediaTypes.Shown(media.MediaType) ? "inline" : "attachment");
        var day = media.FileName is null
            ? (await call.Grain<ITenantGrain>("tenant").Get()).Calendar().Day(media.StoredAt)
            : DateOnly.FromDateTime(media.StoredAt.UtcDateTime);
        disposition.SetHttpFileName(MediaNames.Of(media, day));
        call.Http.Response.Headers.ContentDisposition = disposition.ToString();
        return TypedResults.Stream(
            store.Open(call.Tenant, id), media.MediaType, lastModified: media.StoredAt, entityTag: new EntityTagHeaderValue($"\"{media.Sha256}\""),
            enableRangeProcessing: true);
    }

    private sealed class LargeBody : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MediaTypes.Largest + (64 * 1024);
    }
}

/// <summary>A file that was stored.</summary>
/// <param name="Id">The id to send it by.</param>
/// <param name="MediaType">The type that its content has.</param>
/// <param name="FileName">Its name, or null.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Hash of the content.</param>
internal sealed record MediaResponse(string Id, string MediaType, string? FileName, long Length, string Sha256);

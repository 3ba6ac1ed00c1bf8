/** One error of the platform: its code is the key. `says` is the text before the tail; `when` is for people. */
export interface WechatError {
  readonly says: string
  readonly when: string
}

/** A line of {@link ERRORS} together with the texts in the answer that differ from call to call. */
export interface ApiError {
  readonly errcode: ErrorCode
  /** Replaces the table's text: 40164 names the caller's address. */
  readonly says?: string
  /** What happened here, for the journal and for people; never on the wire. */
  readonly why?: string
}

/**
 * Every error the emulator answers with. Texts as seen on the wire, without the tail that names the request.
 *
 * Source: https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html
 */
export const ERRORS = {
  '-1': { says: 'system error', when: 'a temporary failure of the platform' },
  40001: {
    says: 'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
    when: 'the token was replaced by a newer one, or was never issued',
  },
  40002: { says: 'invalid grant_type', when: 'grant_type is not client_credential' },
  40003: { says: 'invalid openid', when: 'the openid is malformed, missing, or of another account' },
  40004: { says: 'invalid media type', when: 'the parameter type is none of image, voice, video, thumb' },
  40005: { says: 'invalid file type', when: 'this kind of file is not allowed for the type' },
  40006: { says: 'invalid meida size', when: 'the file has no bytes, or too many' },
  40007: { says: 'invalid media_id', when: 'the media is unknown, expired, or of another account or type' },
  40008: { says: 'invalid message type', when: 'the msgtype is unknown' },
  40009: { says: 'invalid image size', when: 'the image is too large' },
  40010: { says: 'invalid voice size', when: 'the voice is too large' },
  40011: { says: 'invalid video size', when: 'the video is too large' },
  40012: { says: 'invalid thumb size', when: 'the thumb is too large' },
  40013: { says: 'invalid appid', when: 'the appid is not of this account' },
  40014: { says: 'invalid access_token', when: 'the string cannot be a token' },
  40015: { says: 'invalid menu type', when: 'the menu itself is of no known type' },
  40016: { says: 'invalid button size', when: 'there are not one to three buttons' },
  40017: { says: 'invalid button type', when: 'a button is of no known type' },
  40018: { says: 'invalid button name size', when: 'the name of a button is empty or longer than 16 bytes' },
  40019: { says: 'invalid button key size', when: 'the key of a button is empty or longer than 128 bytes' },
  40020: { says: 'invalid button url size', when: 'the url of a button is empty or longer than 1024 bytes' },
  40023: { says: 'invalid sub button size', when: 'there are not one to five sub-buttons' },
  40024: { says: 'invalid sub button type', when: 'a sub-button is of no known type' },
  40025: { says: 'invalid sub button name size', when: 'the name of a sub-button is empty or longer than 60 bytes' },
  40026: { says: 'invalid sub button key size', when: 'the key of a sub-button is empty or longer than 128 bytes' },
  40027: { says: 'invalid sub button url size', when: 'the url of a sub-button is empty or longer than 1024 bytes' },
  40032: { says: 'invalid openid list size', when: 'the list is empty or has more than 100 entries' },
  40033: {
    says: 'invalid charset. please check your request, if include \\uxxxx will create fail!',
    when: 'the body has \\u escapes instead of UTF-8',
  },
  40037: { says: 'invalid template_id', when: 'the account has no such template' },
  40053: { says: 'invalid action info', when: 'the scene of the QR code is missing or out of range' },
  40054: { says: 'invalid sub button url domain', when: 'a sub-button links to a domain that is not allowed' },
  40055: { says: 'invalid button url domain', when: 'a button links to a domain that is not allowed' },
  40066: { says: 'invalid url', when: 'there is no such path' },
  40125: { says: 'invalid appsecret', when: 'the secret is wrong' },
  40137: { says: 'invalid image format', when: 'the bytes are not of an image' },
  40164: { says: 'invalid ip, not in whitelist', when: 'the caller is not in the IP whitelist of the account' },
  40200: { says: 'invalid account type', when: 'this kind of account lacks the right' },
  40201: { says: 'no callback url', when: 'the account has no callback URL' },
  40202: { says: 'invalid action', when: 'the action is none of dns, ping, all' },
  40203: { says: 'invalid check_operator', when: 'the operator is unknown' },
  40243: { says: 'AppSecret frozen', when: 'the owner has frozen the secret' },
  41001: { says: 'access_token missing', when: 'the call has no access_token' },
  41002: { says: 'appid missing', when: 'the call has no appid' },
  41004: { says: 'appsecret missing', when: 'the call has no secret' },
  41005: { says: 'media data missing', when: 'the form has no file part named media' },
  41006: { says: 'media_id missing', when: 'the call has no media_id' },
  42001: { says: 'access_token expired', when: 'the token has run out' },
  43001: { says: 'require GET method', when: 'another method on a GET call' },
  43002: { says: 'require POST method', when: 'another method on a POST call' },
  43004: { says: 'require subscribe', when: 'the user does not follow the account' },
  44001: { says: 'empty media data', when: 'the file has no bytes' },
  44002: { says: 'empty post data', when: 'the body is empty' },
  44003: { says: 'empty news data', when: 'there is no article' },
  44004: { says: 'empty content', when: 'the text is empty or missing' },
  45001: { says: 'media size out of limit', when: 'the file is larger than any media may be' },
  45002: { says: 'content size out of limit', when: 'the text is too long' },
  45003: { says: 'title size out of limit', when: 'the title is too long' },
  45004: { says: 'description size out of limit', when: 'the description is too long' },
  45005: { says: 'url size out of limit', when: 'the url is too long' },
  45006: { says: 'picurl size out of limit', when: 'the picture url is too long' },
  45007: { says: 'playtime out of limit', when: 'the voice is longer than 60 s' },
  45008: { says: 'article size out of limit', when: 'there is more than one article' },
  45009: { says: 'reach max api daily quota limit', when: 'the calls of the day are used up' },
  45011: {
    says: 'api minute-quota reach limit, must slower, retry next minute',
    when: 'the calls of the minute are used up',
  },
  45015: {
    says: 'response out of time limit or subscription is canceled',
    when: 'the user did nothing within the window, or is no follower',
  },
  45047: { says: 'out of response count limit', when: 'the messages of the window are used up' },
  45072: { says: 'invalid command', when: 'the command is neither Typing nor CancelTyping' },
  45080: {
    says: 'need sending message to user, or recving message from user in the last 30 seconds before typing',
    when: 'no message went either way within 30 s',
  },
  45081: { says: 'you are already typing', when: 'the typing state is on' },
  45162: { says: 'invalid type', when: 'articles is not a list' },
  46003: { says: 'menu no exist', when: 'the account has no menu' },
  47001: { says: 'data format error', when: 'the body is not JSON, or a field is of the wrong type' },
  47003: { says: 'argument invalid!', when: 'the data do not fit the template' },
  48001: { says: 'api unauthorized', when: 'the account lacks the permission' },
  48002: { says: 'user refuses message', when: 'the user has switched the messages off' },
  48006: {
    says: 'forbid to clear quota because of reaching the limit',
    when: 'quotas were cleared ten times this month',
  },
  50002: { says: 'user limited', when: 'the user is restricted' },
  50004: { says: 'api forbidden', when: 'the account is frozen' },
  50005: { says: 'user not subscribed', when: 'the user does not follow the account' },
  50007: { says: 'account cancelled', when: 'the account is cancelled' },
  61451: { says: 'invalid parameter', when: 'the service desk account is malformed' },
  61452: { says: 'invalid kf_account', when: 'there is no such service desk account' },
  65316: { says: 'too many domains', when: 'the menu links to too many domains' },
  65317: { says: 'invalid url', when: 'a url of the menu is not http or https' },
  65400: {
    says: 'please enable new custom service, or wait for a while if you have enabled',
    when: 'the human service desk is switched off',
  },
  76001: { says: 'rid not found', when: 'no request of the last seven days has this rid' },
  76002: { says: 'rid is error', when: 'the rid is empty or malformed' },
  76003: { says: 'could not query this rid,no permission', when: 'the request was made with another account' },
  76021: { says: 'cgi_path not found', when: 'there is no such path to ask a quota for' },
  89503: {
    says: 'this ip call requires the confirmation of the administrator',
    when: 'the owner has not confirmed the address yet',
  },
  89506: { says: 'this ip is refused by the administrator within 24 hours', when: 'the owner has refused the address' },
  89507: {
    says: 'this ip is refused by the administrator within 1 hour',
    when: 'the owner has refused the address once',
  },
} as const satisfies Record<string, WechatError>

export type ErrorCode = keyof typeof ERRORS | -1

/** Whether a code stands in the table. */
export function isErrorCode(code: string | number): code is ErrorCode {
  return Object.hasOwn(ERRORS, String(code))
}

/** An error of the table, with what happened here. */
export function refuse(errcode: ErrorCode, why?: string): ApiError {
  return why === undefined ? { errcode } : { errcode, why }
}
